"""The nouns of the product, frozen; they import nothing of the house but the errors."""
