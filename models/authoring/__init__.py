"""Province only: workbooks become definitions, and complaints name the sheet and the cell."""
