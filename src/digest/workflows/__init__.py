"""The verbs of the product. A workflow reads like the sentence it carries out."""
