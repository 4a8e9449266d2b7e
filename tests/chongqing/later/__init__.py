"""The next version of the product, in which motions have one column more: for measuring an upgrade."""
