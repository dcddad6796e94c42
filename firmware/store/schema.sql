-- The store, version 3; how an older one becomes it stands in upgrade.c. One text for SQLite and PostgreSQL; @ID@ and @BYTES@ are replaced by the backend. Times are microseconds since 1970 UTC.

-- Orders as their channel gives them. "status" is ours: waiting, ready, packing, packed, shipped, cancelled, held.
CREATE TABLE orders (
    id @ID@,
    channel TEXT NOT NULL,
    order_id TEXT NOT NULL,              -- the marketplace's
    status TEXT NOT NULL DEFAULT 'ready',
    hold_reason TEXT NOT NULL DEFAULT '',
    held_from TEXT NOT NULL DEFAULT '',  -- the status to go back to on release
    notice TEXT NOT NULL DEFAULT '',     -- what a person must know at opening: changed since packed, not in the latest report
    purchase_us BIGINT,
    payments_us BIGINT,
    ship_by_us BIGINT NOT NULL DEFAULT 9000000000000000,  -- promise-date; far away when unknown
    buyer_name TEXT NOT NULL DEFAULT '',
    buyer_email TEXT NOT NULL DEFAULT '',
    buyer_phone TEXT NOT NULL DEFAULT '',
    recipient_name TEXT NOT NULL DEFAULT '',
    address_1 TEXT NOT NULL DEFAULT '',
    address_2 TEXT NOT NULL DEFAULT '',
    address_3 TEXT NOT NULL DEFAULT '',
    city TEXT NOT NULL DEFAULT '',
    region TEXT NOT NULL DEFAULT '',
    postal_code TEXT NOT NULL DEFAULT '',
    country TEXT NOT NULL DEFAULT '',
    ship_phone TEXT NOT NULL DEFAULT '',
    service TEXT NOT NULL DEFAULT '',    -- ship-service-level
    sales_channel TEXT NOT NULL DEFAULT '',
    gift_message TEXT NOT NULL DEFAULT '',
    instructions TEXT NOT NULL DEFAULT '',
    extra TEXT NOT NULL DEFAULT '',      -- columns that we don't know, JSON
    fingerprint TEXT NOT NULL DEFAULT '', -- of everything imported: the same file twice changes nothing
    address_version BIGINT NOT NULL DEFAULT 1, -- goes up with each change of what stands on the label
    last_import BIGINT NOT NULL DEFAULT 0,     -- the import that saw it last
    bench TEXT NOT NULL DEFAULT '',      -- who has it open, "" when nobody
    lane TEXT NOT NULL DEFAULT '',
    shelf TEXT NOT NULL DEFAULT '',      -- its place on the problem shelf, "" when it isn't there
    shelf_reason TEXT NOT NULL DEFAULT '',
    shelf_us BIGINT NOT NULL DEFAULT 0,  -- since when
    shelf_by TEXT NOT NULL DEFAULT '',
    pushed_us BIGINT NOT NULL DEFAULT 0, -- when it was pushed before all others; 0: it wasn't
    pushed_by TEXT NOT NULL DEFAULT '',
    pushed_reason TEXT NOT NULL DEFAULT '',
    imported_us BIGINT NOT NULL,
    changed_us BIGINT NOT NULL,
    packed_us BIGINT,
    shipped_us BIGINT,
    closed_us BIGINT NOT NULL DEFAULT 0, -- shipped or cancelled, as retention.c noticed it; 0: not yet
    wiped_us BIGINT NOT NULL DEFAULT 0,  -- when the buyer's data was wiped; 0: not yet
    UNIQUE (channel, order_id)
);
CREATE INDEX orders_order_id ON orders (order_id);
CREATE INDEX orders_ended ON orders (closed_us) WHERE closed_us = 0 AND status IN ('shipped', 'cancelled');
CREATE INDEX orders_to_wipe ON orders (closed_us) WHERE closed_us > 0 AND wiped_us = 0;
CREATE INDEX orders_status ON orders (status, ship_by_us);
CREATE INDEX orders_shelf ON orders (shelf, shelf_us) WHERE shelf <> '';
CREATE INDEX orders_pushed ON orders (ship_by_us) WHERE pushed_us > 0;
CREATE INDEX orders_ship_by ON orders (ship_by_us);
CREATE INDEX orders_purchase ON orders (purchase_us, ship_by_us);
CREATE INDEX orders_country ON orders (country, ship_by_us);
CREATE INDEX orders_service ON orders (service, ship_by_us);
CREATE INDEX orders_sales_channel ON orders (sales_channel, ship_by_us);

CREATE TABLE order_line (
    id @ID@,
    order_pk BIGINT NOT NULL REFERENCES orders (id) ON DELETE CASCADE,
    channel TEXT NOT NULL,
    order_item_id TEXT NOT NULL,
    position BIGINT NOT NULL,
    sku TEXT NOT NULL DEFAULT '',
    asin TEXT NOT NULL DEFAULT '',
    fnsku TEXT NOT NULL DEFAULT '',
    name TEXT NOT NULL DEFAULT '',
    quantity BIGINT NOT NULL,            -- to ship; 0: the line was cancelled
    quantity_ordered BIGINT NOT NULL DEFAULT 0,
    quantity_shipped BIGINT NOT NULL DEFAULT 0,
    shipped_before BIGINT NOT NULL DEFAULT 0, -- of these, what left before the first parcel of ours
    gift_message TEXT NOT NULL DEFAULT '',
    gift_wrap TEXT NOT NULL DEFAULT '',
    extra TEXT NOT NULL DEFAULT '',
    open_us BIGINT,                      -- its place in the queue (store/queue.h) while the order is ready to be opened, else NULL: finds the order for an item
    UNIQUE (channel, order_item_id)
);
CREATE INDEX order_line_order ON order_line (order_pk);
CREATE INDEX order_line_sku ON order_line (sku);
CREATE INDEX order_line_asin ON order_line (asin) WHERE asin <> '';
CREATE INDEX order_line_open_sku ON order_line (sku, open_us, order_pk) WHERE open_us IS NOT NULL;
CREATE INDEX order_line_open_asin ON order_line (asin, open_us, order_pk) WHERE open_us IS NOT NULL AND asin <> '';
CREATE INDEX order_line_open_fnsku ON order_line (fnsku, open_us, order_pk) WHERE open_us IS NOT NULL AND fnsku <> '';

-- Words of buyers' and recipients' names in lower case, for the search.
CREATE TABLE order_word (
    word TEXT NOT NULL,
    order_pk BIGINT NOT NULL REFERENCES orders (id) ON DELETE CASCADE,
    PRIMARY KEY (word, order_pk)
);
CREATE INDEX order_word_order ON order_word (order_pk);

-- What the station knows of articles: which barcodes stand for which SKU, and for how many of it.
CREATE TABLE article (
    sku TEXT PRIMARY KEY,
    name TEXT NOT NULL DEFAULT '',
    -- what customs wants to know of one unit
    customs_name TEXT NOT NULL DEFAULT '', -- instead of the name
    hs_code TEXT NOT NULL DEFAULT '',
    origin TEXT NOT NULL DEFAULT '',       -- ISO 3166 alpha-2
    weight_g BIGINT NOT NULL DEFAULT 0,    -- 0: not known
    value_milli BIGINT NOT NULL DEFAULT -1, -- in thousandths of currency; -1: not known
    currency TEXT NOT NULL DEFAULT '',
    -- what is captured of each unit: 1, and the days that one must keep from the day it is packed
    serial BIGINT NOT NULL DEFAULT 0,
    lot BIGINT NOT NULL DEFAULT 0,
    expiry BIGINT NOT NULL DEFAULT 0,
    minimum_days BIGINT NOT NULL DEFAULT 0,
    transparency BIGINT NOT NULL DEFAULT 0,
    -- how it is packed
    weight_tolerance_g BIGINT NOT NULL DEFAULT -1, -- how far one unit's weight may be off; -1: as the configuration has it
    picture TEXT NOT NULL DEFAULT '',      -- a file in the folder of pictures
    instruction TEXT NOT NULL DEFAULT '',  -- what the packer reads before it goes into a box
    fragile BIGINT NOT NULL DEFAULT 0,
    hazmat TEXT NOT NULL DEFAULT '',       -- its UN number, or another word for what is dangerous; "": nothing
    sequence BIGINT NOT NULL DEFAULT 0,    -- its place in the box: the lower first; 0: after those that have one
    -- of a kit, that is an article with components
    kit_scan TEXT NOT NULL DEFAULT '',     -- whole, components; "": either
    kit_one BIGINT NOT NULL DEFAULT 0      -- 1: its components are collected for one kit at a time
);
-- What a kit consists of.
CREATE TABLE kit_component (
    kit TEXT NOT NULL,                   -- SKUs
    component TEXT NOT NULL,
    units BIGINT NOT NULL,               -- in one kit
    PRIMARY KEY (kit, component)
);
CREATE INDEX kit_component_component ON kit_component (component, kit);
CREATE TABLE article_code (
    code TEXT NOT NULL,                  -- as pw_article_key makes it
    sku TEXT NOT NULL,
    units BIGINT NOT NULL DEFAULT 1,
    taught_by TEXT NOT NULL DEFAULT '',  -- who taught it at the bench; "": it was imported
    taught_us BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (code, sku)
);
CREATE INDEX article_code_sku ON article_code (sku);

-- Lists of the parcels that a carrier's driver took, numbered as they were made.
CREATE TABLE handover (
    id @ID@,
    carrier TEXT NOT NULL,
    bench TEXT NOT NULL,
    since_us BIGINT NOT NULL,            -- parcels scanned out before it were not looked at
    parcels BIGINT NOT NULL,
    created_us BIGINT NOT NULL
);
CREATE INDEX handover_carrier ON handover (carrier, id);

-- status: open, packed, shipped, void
CREATE TABLE parcel (
    id @ID@,
    order_pk BIGINT NOT NULL REFERENCES orders (id) ON DELETE CASCADE,
    number BIGINT NOT NULL,              -- within the order, from 1
    status TEXT NOT NULL,
    barcode TEXT NOT NULL DEFAULT '',    -- the one that counts; older ones are in parcel_code
    carrier TEXT NOT NULL DEFAULT '',    -- as the marketplace spells it
    service TEXT NOT NULL DEFAULT '',
    tracking_number TEXT NOT NULL DEFAULT '',
    bound_us BIGINT NOT NULL DEFAULT 0,      -- when its tracking number was scanned; 0: never
    label_version BIGINT NOT NULL DEFAULT 0, -- the address_version that was printed; 0: none yet
    bench TEXT NOT NULL DEFAULT '',
    box TEXT NOT NULL DEFAULT '',            -- the kind of box that was scanned for it; "" when none was
    weight_mg BIGINT NOT NULL DEFAULT 0,     -- as it was weighed; 0: it was not
    tare_g BIGINT NOT NULL DEFAULT -1,       -- of that kind, and its measures as they were then; -1 and 0: not known
    length_mm BIGINT NOT NULL DEFAULT 0,
    width_mm BIGINT NOT NULL DEFAULT 0,
    height_mm BIGINT NOT NULL DEFAULT 0,
    why TEXT NOT NULL DEFAULT '',            -- why it left without the rest, or is void
    weight_why TEXT NOT NULL DEFAULT '',     -- why it was taken although it did not fit, or was not weighed
    opened_us BIGINT NOT NULL,
    packed_us BIGINT,
    shipped_us BIGINT,
    handover_pk BIGINT REFERENCES handover (id), -- the list that it is on
    UNIQUE (order_pk, number)
);
CREATE INDEX parcel_tracking ON parcel (tracking_number) WHERE tracking_number <> '';
CREATE INDEX parcel_status ON parcel (status, packed_us);
CREATE INDEX parcel_not_handed_over ON parcel (carrier, shipped_us) WHERE status = 'shipped' AND handover_pk IS NULL;
CREATE INDEX parcel_handover ON parcel (handover_pk) WHERE handover_pk IS NOT NULL;

-- What parcels weighed, by a digest of articles, counts and box: the newest 50 of each. What the next should weigh comes from it.
CREATE TABLE weight_seen (
    id @ID@,
    content TEXT NOT NULL,
    parcel_pk BIGINT NOT NULL,
    mg BIGINT NOT NULL
);
CREATE INDEX weight_seen_content ON weight_seen (content, id);
CREATE INDEX weight_seen_parcel ON weight_seen (parcel_pk);

CREATE TABLE parcel_code (
    code TEXT PRIMARY KEY,
    parcel_pk BIGINT NOT NULL REFERENCES parcel (id) ON DELETE CASCADE,
    superseded BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX parcel_code_parcel ON parcel_code (parcel_pk);

-- Everything that happened: each scan, the refused ones too.
CREATE TABLE journal (
    seq @ID@,
    time_us BIGINT NOT NULL,
    bench TEXT NOT NULL,
    lane TEXT NOT NULL DEFAULT '',
    device TEXT NOT NULL DEFAULT '',
    who TEXT NOT NULL DEFAULT '',        -- the person's name; "": nobody was signed in
    approver TEXT NOT NULL DEFAULT '',   -- who allowed it, where that was somebody else
    kind TEXT NOT NULL,                  -- scan, print, import, export, start, ...
    raw TEXT NOT NULL DEFAULT '',        -- what was scanned, control characters visible
    outcome TEXT NOT NULL,               -- opened, counted, refused, ...
    reason TEXT NOT NULL DEFAULT '',     -- which refusal
    order_pk BIGINT,
    parcel_pk BIGINT,
    line_pk BIGINT,
    detail TEXT NOT NULL DEFAULT ''      -- one sentence for a person
);
CREATE INDEX journal_order ON journal (order_pk, seq);
CREATE INDEX journal_time ON journal (time_us, outcome);

-- What decide saw and gave for a line of the journal, for "packwright replay": see station/record.h.
CREATE TABLE journal_rules (
    id @ID@,
    rules TEXT NOT NULL UNIQUE           -- what the configuration says of the flow, JSON
);
CREATE TABLE journal_facts (
    seq INTEGER PRIMARY KEY,             -- of the journal
    rules_pk BIGINT NOT NULL,
    seen @BYTES@ NOT NULL                -- deflated JSON
);

-- One verified unit (or N by a case barcode), with the scan that verified it. A component of a kit that isn't whole yet verifies 0
-- units, and the one that makes it whole 1.
CREATE TABLE verification (
    id @ID@,
    parcel_pk BIGINT NOT NULL REFERENCES parcel (id) ON DELETE CASCADE,
    line_pk BIGINT NOT NULL REFERENCES order_line (id) ON DELETE CASCADE,
    units BIGINT NOT NULL,
    journal_seq BIGINT NOT NULL,
    undone BIGINT NOT NULL DEFAULT 0,
    how TEXT NOT NULL DEFAULT '',        -- "" by a scan of the article; no-barcode, substitute
    why TEXT NOT NULL DEFAULT '',        -- of those: the reason, who counted it, and who allowed it
    who TEXT NOT NULL DEFAULT '',
    approver TEXT NOT NULL DEFAULT '',
    substitute TEXT NOT NULL DEFAULT '', -- the SKU that lies in the box instead
    component TEXT NOT NULL DEFAULT '',  -- the SKU of the component that was scanned; "": the article itself
    component_units BIGINT NOT NULL DEFAULT 0
);
-- What a kit consists of in a box that was begun with its components: a list that changes later is for the boxes after that.
CREATE TABLE box_kit (
    parcel_pk BIGINT NOT NULL REFERENCES parcel (id) ON DELETE CASCADE,
    line_pk BIGINT NOT NULL REFERENCES order_line (id) ON DELETE CASCADE,
    component TEXT NOT NULL,             -- SKU
    units BIGINT NOT NULL,               -- in one kit
    PRIMARY KEY (parcel_pk, line_pk, component)
);
CREATE INDEX verification_parcel ON verification (parcel_pk);
CREATE INDEX verification_line ON verification (line_pk);

-- What was captured of a unit, or of a case. It stays when the buyer's data is wiped.
CREATE TABLE capture (
    id @ID@,
    verification_pk BIGINT NOT NULL REFERENCES verification (id) ON DELETE CASCADE,
    sku TEXT NOT NULL,
    serial TEXT NOT NULL DEFAULT '',
    lot TEXT NOT NULL DEFAULT '',
    expiry TEXT NOT NULL DEFAULT '',     -- 2026-12-31
    code TEXT NOT NULL DEFAULT '',       -- Transparency, as it was scanned
    live BIGINT NOT NULL DEFAULT 1       -- 0: it was taken out again, or came back and is packed elsewhere
);
CREATE INDEX capture_verification ON capture (verification_pk);
CREATE INDEX capture_serial ON capture (sku, serial) WHERE serial <> '' AND live = 1;
CREATE UNIQUE INDEX capture_code ON capture (code) WHERE code <> '' AND live = 1;
CREATE INDEX capture_lot ON capture (sku, lot) WHERE lot <> '';

-- Notes that somebody said they have read: the order's (line_pk 0) and those of what a line puts into the box.
CREATE TABLE note_read (
    id @ID@,
    order_pk BIGINT NOT NULL REFERENCES orders (id) ON DELETE CASCADE,
    line_pk BIGINT NOT NULL DEFAULT 0,
    digest TEXT NOT NULL,                -- of the text that was read: another one is read anew
    person_pk BIGINT NOT NULL DEFAULT 0, -- 0: nobody was signed in; it holds for that lane until the order is opened again
    bench TEXT NOT NULL,
    lane TEXT NOT NULL,
    journal_seq BIGINT NOT NULL
);
CREATE INDEX note_read_order ON note_read (order_pk);

-- Lots that must not leave.
CREATE TABLE lot_block (
    sku TEXT NOT NULL,
    lot TEXT NOT NULL,
    reason TEXT NOT NULL,
    since_us BIGINT NOT NULL,
    PRIMARY KEY (sku, lot)
);

-- Goods that came back. A refund is proposed here and sent by nobody but a person.
CREATE TABLE return (
    id @ID@,
    order_pk BIGINT NOT NULL REFERENCES orders (id) ON DELETE CASCADE,
    bench TEXT NOT NULL,                 -- who has it open; "" when it was put aside
    lane TEXT NOT NULL,
    opened_us BIGINT NOT NULL,
    closed_us BIGINT NOT NULL DEFAULT 0  -- 0: it is open
);
CREATE UNIQUE INDEX return_open ON return (order_pk) WHERE closed_us = 0;
CREATE INDEX return_order ON return (order_pk);
CREATE TABLE return_line (
    id @ID@,
    return_pk BIGINT NOT NULL REFERENCES return (id) ON DELETE CASCADE,
    line_pk BIGINT NOT NULL REFERENCES order_line (id) ON DELETE CASCADE,
    units BIGINT NOT NULL,
    condition TEXT NOT NULL DEFAULT '',  -- good, damaged, wrong-item, missing-parts; "" until it was inspected
    restock BIGINT NOT NULL DEFAULT 0,
    refund_reason TEXT NOT NULL DEFAULT '', -- proposed when the return was closed; "": nothing is
    journal_seq BIGINT NOT NULL,
    undone BIGINT NOT NULL DEFAULT 0,
    article TEXT NOT NULL DEFAULT '',    -- the SKU of what had left instead of the line's own: a substitute, or a component of its kit
    pieces BIGINT NOT NULL DEFAULT 0     -- of a component; units is then of the kits that are back whole with it, often 0
);
CREATE INDEX return_line_return ON return_line (return_pk);
CREATE INDEX return_line_line ON return_line (line_pk);

-- Who works here.
CREATE TABLE person (
    id @ID@,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    badge TEXT NOT NULL DEFAULT '',      -- its number, without the tag that only the station's key makes
    pin TEXT NOT NULL DEFAULT '',        -- Argon2id, as libsodium writes it
    language TEXT NOT NULL DEFAULT '',
    active BIGINT NOT NULL DEFAULT 1,
    made_us BIGINT NOT NULL
);
CREATE UNIQUE INDEX person_name ON person (name);
CREATE UNIQUE INDEX person_badge ON person (badge) WHERE badge <> '';

-- Where each packer at each bench stands; what a power cut must not forget.
CREATE TABLE lane (
    bench TEXT NOT NULL,
    name TEXT NOT NULL,
    phase TEXT NOT NULL DEFAULT 'idle',
    order_pk BIGINT NOT NULL DEFAULT 0,
    parcel_pk BIGINT NOT NULL DEFAULT 0,
    subject_pk BIGINT NOT NULL DEFAULT 0,  -- the parcel packed or looked at last
    pending TEXT NOT NULL DEFAULT '',      -- what the next scan answers
    pending_job BIGINT NOT NULL DEFAULT 0,
    box TEXT NOT NULL DEFAULT '',          -- the kind of box that was scanned for the next parcel
    cage TEXT NOT NULL DEFAULT '',         -- where the parcels go that are scanned out
    unit_line BIGINT NOT NULL DEFAULT 0,   -- the unit that it asks about, and what is known of it
    unit_units BIGINT NOT NULL DEFAULT 0,
    unit_component TEXT NOT NULL DEFAULT '',
    unit_serial TEXT NOT NULL DEFAULT '',
    unit_lot TEXT NOT NULL DEFAULT '',
    unit_expiry TEXT NOT NULL DEFAULT '',
    unit_code TEXT NOT NULL DEFAULT '',
    unit_how BIGINT NOT NULL DEFAULT 0,
    unit_why TEXT NOT NULL DEFAULT '',
    person_pk BIGINT NOT NULL DEFAULT 0,   -- who is signed in
    person_us BIGINT NOT NULL DEFAULT 0,   -- when they scanned last; 0: that isn't kept
    pin_wrong BIGINT NOT NULL DEFAULT 0,   -- wrong PINs, one after the other
    pin_us BIGINT NOT NULL DEFAULT 0,      -- until when no PIN is read
    asked TEXT NOT NULL DEFAULT '',        -- a command that was refused for want of a right, and when
    asked_us BIGINT NOT NULL DEFAULT 0,
    approver_pk BIGINT NOT NULL DEFAULT 0, -- who allowed what is pending
    allowed_pk BIGINT NOT NULL DEFAULT 0,  -- whose badge allowed something last, and when
    allowed_us BIGINT NOT NULL DEFAULT 0,
    pick_pk BIGINT NOT NULL DEFAULT 0,     -- the line that what is pending is about
    note TEXT NOT NULL DEFAULT '',         -- the barcode or SKU that what is pending is about
    shown TEXT NOT NULL DEFAULT '',        -- digests of the notes that are to be read
    refusal TEXT NOT NULL DEFAULT '',      -- a refusal that still stands
    message TEXT NOT NULL DEFAULT '',      -- what the screen says, JSON
    PRIMARY KEY (bench, name)
);

-- Files that were given to be printed as they are: a carrier's label, anything in ZPL, PDF or PNG.
CREATE TABLE file (
    id @ID@,
    key TEXT NOT NULL UNIQUE,            -- idempotency: the same request again is the first one's job
    name TEXT NOT NULL,                  -- as people know it
    source TEXT NOT NULL,                -- who gave it: command line, folder labels, http shop
    digest TEXT NOT NULL,                -- SHA-256 in hexadecimal
    content @BYTES@ NOT NULL,
    created_us BIGINT NOT NULL
);

CREATE INDEX file_to_wipe ON file (created_us) WHERE digest <> '';

-- The spool. status: queued, sending, handed-over, printed, failed, uncertain, void
CREATE TABLE job (
    id @ID@,
    document TEXT NOT NULL,              -- slip, gift-slip, label, commands, file, ...
    order_pk BIGINT,
    parcel_pk BIGINT,
    file_pk BIGINT REFERENCES file (id),
    handover_pk BIGINT REFERENCES handover (id),
    priority BIGINT NOT NULL DEFAULT 0,  -- the higher first; 0 is a packer's
    expires_us BIGINT,                   -- not printed any more from then on
    bench TEXT NOT NULL,
    printer TEXT NOT NULL,
    status TEXT NOT NULL,
    reason TEXT NOT NULL DEFAULT '',     -- why it was printed again
    reprint_of BIGINT,
    address_version BIGINT NOT NULL DEFAULT 0,
    accepted BIGINT NOT NULL DEFAULT 0,  -- bytes that the device took, a lower bound
    total BIGINT NOT NULL DEFAULT 0,
    evidence TEXT NOT NULL DEFAULT '',   -- on what ground the status is what it is
    created_us BIGINT NOT NULL,
    changed_us BIGINT NOT NULL
);
CREATE INDEX job_open ON job (bench, printer, id) WHERE status IN ('queued', 'sending', 'handed-over', 'uncertain');
CREATE INDEX job_order ON job (order_pk);
CREATE INDEX job_file ON job (file_pk) WHERE file_pk IS NOT NULL;
CREATE INDEX job_parcel ON job (parcel_pk);

-- What a marketplace must be told. status:
--     waiting        to be sent, or written into a file
--     sending        asked for; by whom says bench
--     checking       asked for, and not answered: what became of it is looked up before it is sent again
--     acknowledged   the marketplace has it
--     uncertain      nobody can know: a person settles it
--     refused        the marketplace doesn't take it as it is: a person must look at it
--     exported, void
CREATE TABLE outbox (
    id @ID@,
    channel TEXT NOT NULL,
    kind TEXT NOT NULL,                  -- confirm-shipment
    order_pk BIGINT NOT NULL,
    parcel_pk BIGINT NOT NULL,
    key TEXT NOT NULL UNIQUE,            -- idempotency
    status TEXT NOT NULL DEFAULT 'waiting',
    payload TEXT NOT NULL,               -- JSON: carrier, service, tracking number, ship date, lines
    export_pk BIGINT,
    created_us BIGINT NOT NULL,
    bench TEXT NOT NULL DEFAULT '',      -- that sends it
    tries BIGINT NOT NULL DEFAULT 0,
    due_us BIGINT NOT NULL DEFAULT 0,    -- not before
    said TEXT NOT NULL DEFAULT '',       -- why it waits, or why it wasn't taken, for people
    request_id TEXT NOT NULL DEFAULT '', -- the marketplace's, of the last answer
    done_us BIGINT NOT NULL DEFAULT 0    -- acknowledged
);
CREATE INDEX outbox_due ON outbox (channel, due_us) WHERE status IN ('waiting', 'checking', 'sending');
CREATE INDEX outbox_waiting ON outbox (channel, id) WHERE status = 'waiting';
CREATE INDEX outbox_order ON outbox (order_pk);
CREATE INDEX outbox_export ON outbox (export_pk);
CREATE INDEX outbox_exported ON outbox (created_us) WHERE status = 'exported';

-- Postage that is bought, a row for each label; the states are purchase.h's: wanted, buying, checking, bought, uncertain, refused, dropped, cancelling, cancelled, kept.
CREATE TABLE purchase (
    id @ID@,
    channel TEXT NOT NULL,
    order_pk BIGINT NOT NULL,
    parcel_pk BIGINT NOT NULL,
    status TEXT NOT NULL,
    unwanted BIGINT NOT NULL DEFAULT 0,  -- 1: its box was opened or is void; a label that was bought is cancelled
    bench TEXT NOT NULL,                 -- that buys it
    carrier TEXT NOT NULL DEFAULT '',    -- what was chosen
    service TEXT NOT NULL DEFAULT '',
    price_milli BIGINT NOT NULL DEFAULT -1,
    currency TEXT NOT NULL DEFAULT '',
    protected BIGINT NOT NULL DEFAULT 0, -- 1: it keeps the marketplace's claim protection
    why TEXT NOT NULL DEFAULT '',        -- which rule and which figures led to it
    through TEXT NOT NULL DEFAULT '',    -- "": Merchant Fulfillment, by which the order counts as shipped; else shipping-v2
    request TEXT NOT NULL DEFAULT '',    -- of shipping-v2: what was asked, to be asked again with its key while the answer is missing
    request_key TEXT NOT NULL DEFAULT '',
    shipment_id TEXT NOT NULL DEFAULT '',
    tracking_number TEXT NOT NULL DEFAULT '',
    file_pk BIGINT NOT NULL DEFAULT 0,   -- the label
    labels BIGINT NOT NULL DEFAULT 0,    -- how often it came
    tries BIGINT NOT NULL DEFAULT 0,     -- how often it was asked to be bought
    due_us BIGINT NOT NULL,              -- not before; far away: nothing is to be done
    said TEXT NOT NULL DEFAULT '',       -- why it waits, or why it isn't sold, for people
    request_id TEXT NOT NULL DEFAULT '',
    created_us BIGINT NOT NULL,
    asked_us BIGINT NOT NULL DEFAULT 0,  -- to be bought, last
    bought_us BIGINT NOT NULL DEFAULT 0,
    handed_us BIGINT NOT NULL DEFAULT 0, -- its parcel was scanned out
    done_us BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX purchase_due ON purchase (channel, bench, due_us);
CREATE INDEX purchase_order ON purchase (order_pk);
CREATE INDEX purchase_parcel ON purchase (parcel_pk);
CREATE UNIQUE INDEX purchase_live ON purchase (parcel_pk) WHERE unwanted = 0 AND status IN ('wanted', 'buying', 'checking', 'uncertain', 'bought');
CREATE INDEX purchase_open ON purchase (created_us) WHERE status IN ('wanted', 'buying', 'checking', 'uncertain', 'refused', 'bought', 'cancelling') AND handed_us = 0;

-- Where a channel stands, by name: orders-since.
CREATE TABLE channel_state (
    channel TEXT NOT NULL,
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (channel, name)
);

-- Requests that a marketplace still takes, all benches together: tokens in millionths.
CREATE TABLE rate_bucket (
    channel TEXT NOT NULL,
    operation TEXT NOT NULL,
    tokens BIGINT NOT NULL,
    at_us BIGINT NOT NULL,
    per_second BIGINT NOT NULL,          -- millionths; as the marketplace told it last
    PRIMARY KEY (channel, operation)
);

-- Files of confirmations. status: writing, written
CREATE TABLE export (
    id @ID@,
    channel TEXT NOT NULL,
    name TEXT NOT NULL UNIQUE,
    status TEXT NOT NULL,
    rows BIGINT NOT NULL,
    created_us BIGINT NOT NULL
);

CREATE TABLE import (
    id @ID@,
    channel TEXT NOT NULL,
    kind TEXT NOT NULL,                  -- unshipped-orders, order-report, csv, articles
    file TEXT NOT NULL,
    time_us BIGINT NOT NULL,
    counts TEXT NOT NULL DEFAULT ''      -- JSON
);

-- What a running import must come back to at its end; empty when none runs.
CREATE TABLE import_open (
    import_pk BIGINT NOT NULL,
    order_id TEXT NOT NULL,
    line_pk BIGINT NOT NULL,             -- a line of this order not seen yet; 0: a line of it was refused
    detail TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (import_pk, order_id, line_pk)
);
