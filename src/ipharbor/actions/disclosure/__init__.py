"""Changes of what a firm lets others see."""
