"""The issues that are out → the files of a web site, in every language of the newsletter."""
