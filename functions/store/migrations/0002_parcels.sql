-- Valid on SQLite and Postgres. From payment to parcel and back. The release before this one would run on it, but for
-- the outbox, whose rows need no order any more.

-- The oldest schema whose release may run on this one; a migration that breaks with it says so here.
ALTER TABLE litfass_schema ADD COLUMN oldest BIGINT NOT NULL DEFAULT 2;

-- state stays what the payment came to; stage is what became of the order since, '' while nothing has.
ALTER TABLE orders ADD COLUMN stage TEXT NOT NULL DEFAULT ''
  CHECK (stage IN ('', 'packed', 'shipped', 'delivered', 'withdrawn', 'refunded', 'disputed'));

-- Lower case, to find one's orders by; '' once it was forgotten.
ALTER TABLE orders ADD COLUMN email TEXT NOT NULL DEFAULT '';

-- Minor units that were given back or are about to be; the check of the last resort is the statement that adds to it.
ALTER TABLE orders ADD COLUMN repaid BIGINT NOT NULL DEFAULT 0 CHECK (repaid >= 0);

-- What the provider kept, in minor units, and the payout that carried the rest, once known.
ALTER TABLE orders ADD COLUMN fee BIGINT;

ALTER TABLE orders ADD COLUMN payout TEXT NOT NULL DEFAULT '';

CREATE INDEX orders_by_email ON orders (email) WHERE email <> '';

CREATE INDEX orders_by_stage ON orders (stage) WHERE state = 'paid';

ALTER TABLE order_steps ADD COLUMN note TEXT NOT NULL DEFAULT '';

-- Money that goes back. lines is JSON, pairs of a line's position and a quantity; reference is the provider's id.
CREATE TABLE refunds (
  id TEXT PRIMARY KEY,
  order_id TEXT NOT NULL REFERENCES orders (id),
  minor BIGINT NOT NULL CHECK (minor > 0),
  lines TEXT NOT NULL,
  reason TEXT NOT NULL,
  restock BIGINT NOT NULL CHECK (restock IN (0, 1)),
  state TEXT NOT NULL CHECK (state IN ('due', 'done', 'failed')),
  reference TEXT UNIQUE,
  created_at BIGINT NOT NULL,
  done_at BIGINT
);

CREATE INDEX refunds_by_order ON refunds (order_id);

-- What a shopper has declared, word for word; which order it means is found out afterwards. lines as above.
CREATE TABLE withdrawals (
  id TEXT PRIMARY KEY,
  received_at BIGINT NOT NULL,
  language TEXT NOT NULL,
  name TEXT NOT NULL,
  contract TEXT NOT NULL,
  contact TEXT NOT NULL,
  statement TEXT NOT NULL,
  order_id TEXT REFERENCES orders (id),
  lines TEXT NOT NULL DEFAULT '[]',
  refund_id TEXT,
  label TEXT NOT NULL DEFAULT '',
  settled_at BIGINT
);

CREATE INDEX withdrawals_by_order ON withdrawals (order_id);

-- Invoices and corrections, frozen: body is JSON. A number is drawn by the transaction that gives its reason.
CREATE TABLE invoices (
  number TEXT PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('invoice', 'correction')),
  order_id TEXT NOT NULL REFERENCES orders (id),
  refund_id TEXT REFERENCES refunds (id),
  issued_at BIGINT NOT NULL,
  language TEXT NOT NULL,
  body TEXT NOT NULL
);

CREATE UNIQUE INDEX invoices_one_by_order ON invoices (order_id) WHERE kind = 'invoice';

CREATE UNIQUE INDEX invoices_one_by_refund ON invoices (refund_id) WHERE kind = 'correction';

CREATE TABLE counters (
  name TEXT PRIMARY KEY,
  value BIGINT NOT NULL
);

-- customer is a digest of the mail address; coupon is the digest under which the catalogue has it.
CREATE TABLE coupon_uses (
  coupon TEXT NOT NULL,
  order_id TEXT NOT NULL REFERENCES orders (id),
  customer TEXT NOT NULL,
  PRIMARY KEY (coupon, order_id)
);

-- Links and sessions of the packing table; key is a digest.
CREATE TABLE sign_ins (
  key TEXT PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('link', 'session')),
  mail TEXT NOT NULL,
  expires_at BIGINT NOT NULL
);

-- How often who has asked, by purpose and slot of time; key holds no address in clear.
CREATE TABLE limits (
  key TEXT NOT NULL,
  slot BIGINT NOT NULL,
  count BIGINT NOT NULL,
  PRIMARY KEY (key, slot)
);

-- When something last happened: a webhook, a backup; or that something holds: sales are closed.
CREATE TABLE marks (
  name TEXT PRIMARY KEY,
  at BIGINT NOT NULL,
  text TEXT NOT NULL
);

CREATE TABLE outbox_of_all (
  key TEXT PRIMARY KEY,
  channel TEXT NOT NULL DEFAULT 'mail' CHECK (channel IN ('mail', 'hook', 'refund')),
  kind TEXT NOT NULL,
  order_id TEXT REFERENCES orders (id),
  payload TEXT NOT NULL DEFAULT '',
  put_at BIGINT NOT NULL DEFAULT 0,
  due_at BIGINT NOT NULL,
  attempts BIGINT NOT NULL,
  sent_at BIGINT,
  dead_at BIGINT,
  error TEXT NOT NULL
);

INSERT INTO outbox_of_all (key, kind, order_id, put_at, due_at, attempts, sent_at, error)
  SELECT key, kind, order_id, due_at, due_at, attempts, sent_at, error FROM outbox;

DROP TABLE outbox;

ALTER TABLE outbox_of_all RENAME TO outbox;

CREATE INDEX outbox_by_time ON outbox (due_at) WHERE sent_at IS NULL AND dead_at IS NULL;

CREATE INDEX outbox_by_order ON outbox (order_id);
