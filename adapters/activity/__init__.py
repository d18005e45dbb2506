"""Files that tell what communities did: spreadsheets, calendars, chats, changes to what they write."""
