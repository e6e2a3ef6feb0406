"""What is seen: screens, dialogs and widgets. The screen judges nothing, it shows and reports."""
