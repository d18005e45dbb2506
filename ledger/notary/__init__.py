"""The notary: seals the record so that nobody can alter it unseen, and lets anybody verify that."""
