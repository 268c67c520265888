"""The control API under `/sim/`; docs/preview.md describes it."""
