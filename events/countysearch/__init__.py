"""Search over a county's cases and supervisions: one tokeniser, two engines, the same hits."""
