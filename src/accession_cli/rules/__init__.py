"""What the scheme demands. Pure: values in, breaches out; no disk, no clock, no printing."""
