/* The device class "language": documents to bytes, and a printer's bytes to a status. Memory to memory, no I/O. */
#ifndef PACKWRIGHT_LANGUAGE_H
#define PACKWRIGHT_LANGUAGE_H

#include "packwright/document.h"
#include "packwright/profile.h"

enum pw_condition {
    PW_COND_PAPER_OUT = 1 << 0,
    PW_COND_PAPER_LOW = 1 << 1,
    PW_COND_COVER_OPEN = 1 << 2,
    PW_COND_OFFLINE = 1 << 3,
    PW_COND_PAUSED = 1 << 4,
    PW_COND_RIBBON_OUT = 1 << 5,
    PW_COND_CUTTER = 1 << 6,
    PW_COND_HOT = 1 << 7,
    PW_COND_ERROR = 1 << 8, /* something else; see the log */
    PW_COND_BUSY = 1 << 9,  /* formats or labels still to print */
};

enum pw_status_kind {
    PW_STATUS_CONDITION, /* conditions is what the printer says of itself now */
    PW_STATUS_PROOF,     /* everything up to the proof request "ticket" is on paper */
    PW_STATUS_OTHER,     /* understood, and of no interest here */
};

struct pw_status {
    enum pw_status_kind kind;
    unsigned conditions; /* enum pw_condition, or'ed */
    unsigned untold;     /* conditions that this answer can't tell: they stay as they were known */
    bool unasked;        /* the printer tells every change by itself from now on */
    uint32_t ticket;     /* PROOF */
    bool idle;           /* CONDITION of a language without tickets: nothing left in the printer's buffer */
};

/* How a label printer finds the end of a label. */
enum pw_tracking { PW_TRACKING_PRINTER, PW_TRACKING_GAP, PW_TRACKING_MARK, PW_TRACKING_CONTINUOUS };
/* What it does with a printed one. */
enum pw_after_print { PW_AFTER_PRINTER, PW_AFTER_TEAR, PW_AFTER_PEEL, PW_AFTER_CUT };
/* How dots may be sent: as nearly every printer of the language knows, at full length, or also as zlib streams (ZPL's Z64). */
enum pw_compression { PW_COMPRESSION_STANDARD, PW_COMPRESSION_NONE, PW_COMPRESSION_ZLIB };

/* How a label printer's media and head are set up; zero means "as the printer is set". */
struct pw_media {
    struct pw_um width, length; /* of a label; 0: of the page */
    struct pw_um gap;           /* between labels, or the height of the mark; 0: 3 mm */
    enum pw_tracking tracking;
    enum pw_after_print after;
    enum pw_compression compression;
};

/* Pictures that were sent to a printer, and which of them it keeps in its own memory. Zeroed: none. */
#define PW_KEPT_MAX 24
struct pw_kept {
    struct {
        uint64_t hash; /* of the picture's size and dots */
        bool stored;
    } pictures[PW_KEPT_MAX];
    size_t count;
};

struct pw_language {
    const char *name; /* "escpos", "zpl", "tspl", "epl", "pdf" */
    /**
     * Without tickets: how long a printer must go on saying that it is idle before that is believed, where its answer may
     * overtake a document that it has taken but not read yet. One answer that says "printing" in between ends that. 0: at once.
     */
    int settle_ms;
    /** A receipt document. NULL: the language has no text of its own here. */
    bool (*render)(const struct pw_document *document, const struct pw_profile *profile, struct pw_buf *out,
                   struct pw_error *err);
    /** One page of dots. profile: receipt printers; media: label printers, NULL: all of it as the printer is set. */
    bool (*render_page)(const struct pw_page *page, const struct pw_profile *profile, const struct pw_media *media,
                        struct pw_buf *out, struct pw_error *err);
    /** Several pages as one document. NULL: one after the other. */
    bool (*render_pages)(const struct pw_page *pages, size_t count, struct pw_buf *out, struct pw_error *err);
    /**
     * Append, after a whole document, what asks the printer to say that all of it is on paper.
     * ticket comes back in PW_STATUS_PROOF where the language has tickets. NULL: it can't be asked.
     */
    void (*ask_proof)(uint32_t ticket, struct pw_buf *out);
    /**
     * What ends whatever command an earlier document may have been cut off in; sent before the first document on a connection and
     * after one that did not go out whole. NULL: a document can't be mistaken for the rest of another.
     */
    void (*resync)(struct pw_buf *out);
    /**
     * The same document in fewer bytes, for a printer that keeps pictures: one that comes again is stored, and named from then
     * on. kept is of one printer, since it was last connected and nothing was cut off; it is as if out had been sent. False, with
     * out and kept as they were, when nothing is gained or it can't be done. NULL: the language has no such thing.
     */
    bool (*shorten)(struct pw_bytes document, const struct pw_profile *profile, struct pw_kept *kept, struct pw_buf *out);
    /**
     * After the resync, where a document was cut off: keeps what there is of it on a paper of its own. NULL: papers end by
     * themselves.
     */
    void (*set_apart)(const struct pw_profile *profile, struct pw_buf *out);
    /** Asks for the printer's condition; never sent in the middle of a document. NULL: none. */
    void (*ask_status)(struct pw_buf *out);
    enum pw_parse (*status_parse)(struct pw_bytes in, size_t *ret_used, struct pw_status *ret_status);
};

extern const struct pw_language pw_language_escpos;
extern const struct pw_language pw_language_zpl;
extern const struct pw_language pw_language_tspl;
extern const struct pw_language pw_language_epl;
extern const struct pw_language pw_language_pdf;

/** By name, NULL when unknown. Thread: any. */
const struct pw_language *pw_language_find(const char *name);

#endif
