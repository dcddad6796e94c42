/* A marketplace asked from the command line: one question after the other, each waited for. */
#ifndef PACKWRIGHT_CLI_ASKING_H
#define PACKWRIGHT_CLI_ASKING_H

#include "channel/amazon_auth.h"
#include "channel/web.h"
#include "loop.h"
#include "packwright/section.h"

struct pw_asking {
    const struct pw_section *section;
    struct pw_uv_loop *uv;
    struct pw_web *web;
    char marketplaces[200], endpoint[200], sign_in[200], agent[140];
    char token[PW_AMAZON_TOKEN_MAX + 40]; /* as a header; "": nobody is signed in */
    char business[80];                    /* another header; "": none */
    bool answered;
    struct pw_web_answer answer; /* of the last question */
    struct pw_buf body;
};

/** Errors: the configuration's. Ownership: pw_asking_close, also on failure. */
PW_MUST_CHECK bool pw_asking_open(const struct pw_section *section, struct pw_asking *ret, struct pw_error *err);
void pw_asking_close(struct pw_asking *asking);
/** False: it could not be asked. form: the body is one, and not JSON. */
PW_MUST_CHECK bool pw_asking_ask(struct pw_asking *asking, const char *method, const char *url, bool form, struct pw_bytes body,
                                 struct pw_error *err);
/** Send the credentials; the answer is the caller's to judge. Errors: as pw_amazon_credentials_of, and when it can't be asked. */
PW_MUST_CHECK bool pw_asking_credentials(struct pw_asking *asking, struct pw_error *err);
/** Take the token out of the answer. */
PW_MUST_CHECK bool pw_asking_token(struct pw_asking *asking, struct pw_error *err);
/** Both, and what went wrong in words. */
PW_MUST_CHECK bool pw_asking_sign_in(struct pw_asking *asking, struct pw_error *err);
/** Whether the last answer is a good one; else err says in words what it means. */
PW_MUST_CHECK bool pw_asking_well(const struct pw_asking *asking, struct pw_error *err);

#endif
