/*
 * A printer to the last byte: a buffer, an interpreter of the language behind it, a mechanism that takes its time, sensors, a
 * cable and a power switch; each of them fails at a byte of one's choice. It knows what is on paper.
 *
 *     bytes --cable--> buffer --engine--> interpreter --mechanism--> paper, and the printer's word
 *                 \--requests that are answered at once, also while nothing prints
 */
#ifndef TEST_PAPER_MACHINE_H
#define TEST_PAPER_MACHINE_H

#include "packwright/transport.h"
#include "sim/paper.h"

enum trouble {
    TROUBLE_NONE,
    TROUBLE_PAPER, /* out of paper when the engine has taken that many bytes */
    TROUBLE_COVER,
    TROUBLE_DEAF,  /* takes no byte more, says nothing */
    TROUBLE_ERROR, /* the system reports one, and the link stays; the printer has what it has */
    TROUBLE_CABLE, /* out; the printer goes on with what it has */
    TROUBLE_POWER, /* off; what it has is lost */
    TROUBLE_KINDS
};
const char *trouble_name(enum trouble trouble);

struct trouble_plan {
    enum trouble trouble;
    size_t at;        /* bytes of the document; one more than it has: after the link has said that all were taken */
    int64_t lasts_us; /* then it is mended */
    size_t unknown;   /* CABLE, POWER: how many of the bytes that the printer has the system doesn't know of */
    bool lazy;        /* the engine begins late: the buffer is full of bytes that nothing has looked at */
};

struct paper_machine;

struct paper_machine *paper_machine_create(const char *language, const struct pw_paper_setup *setup);
void paper_machine_destroy(struct paper_machine *machine);
/** As new, with no paper on the table. The next transport that is made on paper_machine_impl is this machine's cable. */
void paper_machine_begin(struct paper_machine *machine);
/** The trouble of the next document. */
void paper_machine_plan(struct paper_machine *machine, const struct trouble_plan *plan);
/** The trouble has struck. */
bool paper_machine_struck(const struct paper_machine *machine);
/** Bytes of documents (not of questions) that came in since the plan was made. */
size_t paper_machine_received(const struct paper_machine *machine);

/** The papers on the table, each by the digest of its dots. */
size_t paper_machine_papers(const struct paper_machine *machine, const uint64_t **ret_digests);
/** The digest of the only paper that bytes make on a printer of their own; 0 when they make none or several. */
uint64_t paper_machine_expected(struct paper_machine *machine, struct pw_bytes document);

extern const struct pw_transport_impl paper_machine_impl;

#endif
