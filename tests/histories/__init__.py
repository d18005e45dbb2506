"""Lives that were once lived, as Temporal recorded them: today's workflow has to understand each."""
