-- Valid on SQLite and Postgres. Times are Unix seconds; body is the order as it was placed, as JSON.

CREATE TABLE orders (
  id TEXT PRIMARY KEY,
  number TEXT NOT NULL UNIQUE,
  token TEXT NOT NULL UNIQUE,
  attempt TEXT NOT NULL UNIQUE,
  cart_id TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('placed', 'pending', 'paid', 'cancelled', 'failed')),
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  payment_provider TEXT,
  payment_session TEXT UNIQUE,
  payment_url TEXT,
  body TEXT NOT NULL
);

-- A cart has at most one order that waits for its payment page; a changed cart replaces it.
CREATE UNIQUE INDEX orders_placed_by_cart ON orders (cart_id) WHERE state = 'placed';

CREATE INDEX orders_by_cart ON orders (cart_id);

CREATE INDEX orders_by_expiry ON orders (expires_at) WHERE state = 'placed';

CREATE INDEX orders_by_creation ON orders (created_at);

CREATE TABLE order_steps (
  order_id TEXT NOT NULL REFERENCES orders (id),
  position BIGINT NOT NULL,
  at BIGINT NOT NULL,
  state TEXT NOT NULL,
  cause TEXT NOT NULL,
  PRIMARY KEY (order_id, position)
);

-- What can be sold. The check is the last wall: no statement can sell what is not there.
CREATE TABLE stock (
  sku TEXT PRIMARY KEY,
  opening BIGINT NOT NULL,
  free BIGINT NOT NULL CHECK (free >= 0)
);

-- The units an order holds, or has taken once it is paid; gone when they went back.
CREATE TABLE reservations (
  order_id TEXT NOT NULL REFERENCES orders (id),
  sku TEXT NOT NULL REFERENCES stock (sku),
  quantity BIGINT NOT NULL CHECK (quantity > 0),
  PRIMARY KEY (order_id, sku)
);

-- Events of a payment provider that have been dealt with; a second delivery finds itself here.
CREATE TABLE events (
  id TEXT PRIMARY KEY,
  received_at BIGINT NOT NULL
);

CREATE TABLE outbox (
  key TEXT PRIMARY KEY,
  kind TEXT NOT NULL,
  order_id TEXT NOT NULL REFERENCES orders (id),
  due_at BIGINT NOT NULL,
  attempts BIGINT NOT NULL,
  sent_at BIGINT,
  error TEXT NOT NULL
);

CREATE INDEX outbox_by_time ON outbox (due_at) WHERE sent_at IS NULL;

CREATE TABLE terms (
  version TEXT NOT NULL,
  language TEXT NOT NULL,
  kind TEXT NOT NULL,
  title TEXT NOT NULL,
  url TEXT NOT NULL,
  text TEXT NOT NULL,
  PRIMARY KEY (version, language, kind)
);
