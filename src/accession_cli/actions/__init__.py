"""The verbs: each loads, decides with values, then writes."""
