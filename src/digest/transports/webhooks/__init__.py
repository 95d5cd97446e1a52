"""The webhooks of ESPs: how a call is verified, and what its words mean in ours."""
