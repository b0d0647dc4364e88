"""The boundary between the core and the chat platforms, and the App that answers there."""
