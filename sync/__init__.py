"""What travels: envelopes, keys, trust, order, and the hand-off by folder, stick and mail."""
