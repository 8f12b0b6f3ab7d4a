"""How good is it, and is that better?"""
