"""What the sheet shows of a session, of home, of a register: models without widgets."""
