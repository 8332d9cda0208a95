"""Put results into words for people, and into JSON for programs."""
