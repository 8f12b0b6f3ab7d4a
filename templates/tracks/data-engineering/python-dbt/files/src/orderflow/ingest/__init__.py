"""From landing files into the raw layer, once, whatever happens in between."""
