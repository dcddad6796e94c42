/* What a printer's section of the configuration says about printing, as the types that languages and documents want. */
#ifndef PACKWRIGHT_PRINTING_H
#define PACKWRIGHT_PRINTING_H

#include "packwright/language.h"
#include "packwright/section.h"

struct pw_printing {
    const struct pw_language *language; /* NULL: none of this program's; see the error */
    const struct pw_section *section;   /* borrowed; NULL: no printer's, but what stands for one */
    const struct pw_profile *profile;   /* NULL: no profiles are known */
    int columns;                        /* of a receipt, in the font that the configuration names; 0: not said */
    struct pw_um width, length;         /* of a label */
    int dots_per_mm;
    struct pw_media media; /* how the labels in it lie; its size is width and length */
    bool answers;          /* it can be asked whether a document is on paper */
    bool tells;            /* it can be asked how it is */
};

/* The words of the configuration's keys, NULL at the end. */
extern const char *const pw_tracking_words[];
extern const char *const pw_after_words[];
extern const char *const pw_compression_words[];

/** Errors: PW_ERR_UNSUPPORTED for a language that this program doesn't speak yet. Thread: any. */
PW_MUST_CHECK bool pw_printing_read(const struct pw_section *printer, struct pw_printing *ret_printing, struct pw_error *err);

/** The ticket that stands for a job in a proof. Thread: any. */
uint32_t pw_printing_ticket(int64_t job);

#endif
