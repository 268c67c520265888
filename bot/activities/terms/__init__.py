"""How the places of an activity are given and passed on: approval, points, the draw, hand-overs."""
