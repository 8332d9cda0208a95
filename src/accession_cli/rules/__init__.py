"""Check what the scheme demands: values in, breaches out, without disk, clock or printing."""
