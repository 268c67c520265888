"""Free text: what a person typed in own words, led to the concept it is about."""
