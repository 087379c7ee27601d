"""Laws are tested without a time limit for each case: other work on the machine must not fail them."""

from hypothesis import settings

settings.register_profile("delivery", deadline=None)
settings.load_profile("delivery")
