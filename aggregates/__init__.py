"""The facts: events, the decisions about them, and the application that saves them."""
