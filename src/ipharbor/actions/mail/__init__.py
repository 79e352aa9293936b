"""Mails to persons who may do without them: laid down, chosen, unsubscribed from."""
