-- Notices: what people were told, and are still to be told. Ids only: names, addresses and texts are never kept here.

CREATE SCHEMA notices;

CREATE TABLE notices.outbox (
    key             text COLLATE "C" PRIMARY KEY,
    stream          text COLLATE "C" NOT NULL,
    version         bigint NOT NULL,
    kind            text NOT NULL,
    community       text COLLATE "C" NOT NULL,
    task            text COLLATE "C",
    person          text COLLATE "C",
    role            text NOT NULL,
    channel         text NOT NULL,
    daily           boolean NOT NULL DEFAULT false,
    noted_at        timestamptz NOT NULL,
    not_before      timestamptz NOT NULL,
    state           text NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'sending', 'sent', 'dead', 'dropped')),
    parcel          text,
    attempts        integer NOT NULL DEFAULT 0,
    failures        integer NOT NULL DEFAULT 0,
    first_failed_at timestamptz,
    attempted_at    timestamptz,
    sent_at         timestamptz,
    perhaps_twice   boolean NOT NULL DEFAULT false,
    problem         text
);

-- Sent notices grow for ever and waiting ones do not: what delivery looks through holds the waiting ones only.
CREATE INDEX outbox_waiting ON notices.outbox (channel, not_before, key) WHERE state = 'pending';
CREATE INDEX outbox_daily ON notices.outbox (person, channel) WHERE state = 'pending' AND daily;
CREATE INDEX outbox_troubled ON notices.outbox (state, noted_at) WHERE state IN ('sending', 'dead');
CREATE INDEX outbox_doubtful ON notices.outbox (noted_at) WHERE perhaps_twice;
CREATE INDEX outbox_of_task ON notices.outbox (task) WHERE task IS NOT NULL;
CREATE INDEX outbox_of_person ON notices.outbox (person, noted_at);
CREATE INDEX outbox_by_time ON notices.outbox (noted_at);

-- Facts that were too old to tell anybody of when they were first met.
CREATE TABLE notices.passed_over (
    noted_on date PRIMARY KEY,
    facts    bigint NOT NULL
);

-- Channels that do not answer at present.
CREATE TABLE notices.away (
    channel text PRIMARY KEY,
    since   timestamptz NOT NULL,
    problem text NOT NULL
);

-- A link is known by a hash of what is secret in it.
CREATE TABLE notices.links (
    nonce   text COLLATE "C" PRIMARY KEY,
    task    text COLLATE "C" NOT NULL,
    person  text COLLATE "C" NOT NULL,
    role    text NOT NULL,
    expires timestamptz NOT NULL,
    used_at timestamptz
);
CREATE INDEX links_of_person ON notices.links (person);

CREATE TABLE notices.feeds (
    person  text COLLATE "C" PRIMARY KEY,
    secret  text COLLATE "C" NOT NULL UNIQUE,
    made_at timestamptz NOT NULL
);

-- How often a person wants to hear; NULL where nobody said.
ALTER TABLE directory.people ADD COLUMN digest text;
