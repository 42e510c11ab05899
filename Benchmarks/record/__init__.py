"""Runs the engines in turn and writes down what was seen."""
