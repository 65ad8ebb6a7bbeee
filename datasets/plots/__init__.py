"""One module per theme: it draws what the theme's realism targets measure."""
