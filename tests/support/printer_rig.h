/* What the transports' tests share: a listener that notes what it is told, sections typed in a line, running until something
 * holds. */
#ifndef TEST_PRINTER_RIG_H
#define TEST_PRINTER_RIG_H

#include "packwright/transport.h"

#include "test.h"

struct rig {
    struct pw_loop *loop;
    struct pw_transport *transport;
    struct pw_section section;
    struct pw_entry entries[12];
    struct pw_error err;
    enum pw_link link;
    int links, sents;
    char why[300], words[300];
    char said[600]; /* every status word, each followed by ';' */
    struct pw_sent sent;
    size_t progress;
    struct pw_buf replies;
};

/** settings: "key=value|key=value". Ends the test when create fails, unless the rig expects an error. */
void rig_open(struct rig *rig, struct pw_loop *loop, const struct pw_transport_impl *impl, const char *settings);
bool rig_try(struct rig *rig, struct pw_loop *loop, const struct pw_transport_impl *impl, const char *settings);
/** A rig without a transport yet: for transports that are stacked in code. */
void rig_init(struct rig *rig, struct pw_loop *loop, const struct pw_key *keys, const char *settings);
struct pw_transport_listener rig_listener(struct rig *rig);
void rig_close(struct rig *rig);
/** Run until the link is so, or the document's end came; false after ten virtual seconds. */
bool rig_link(struct rig *rig, enum pw_link link);
bool rig_end(struct rig *rig);
void rig_run(struct rig *rig, int64_t us);
void rig_send(struct rig *rig, const void *data, size_t len);

#endif
