-- Whoever is told in somebody's place, and answers for them: a substitute while they are away, or a delegate.

ALTER TABLE notices.outbox ADD COLUMN on_behalf_of text COLLATE "C";
ALTER TABLE notices.links ADD COLUMN on_behalf_of text COLLATE "C";
CREATE INDEX links_on_behalf_of ON notices.links (on_behalf_of) WHERE on_behalf_of IS NOT NULL;
CREATE INDEX outbox_on_behalf_of ON notices.outbox (on_behalf_of) WHERE on_behalf_of IS NOT NULL;
