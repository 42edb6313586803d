"""What should be fast, measured as ratios within one run. See docs/measuring.md."""
