/*
 * The parent's side of the talk. What comes from the child is believed as little as the PDF: one that took the child over may say
 * anything.
 */
#include "document/pdf_talk.h"

#include "document/pdf.h"
#include "document/picture.h"
#include "packwright/utf8.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { FONTS_MAX = 64, FONT_MAX_BYTES = 64 << 20 };

static int64_t now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* ---- fonts ---- */

/* A regular file in a folder of fonts, or of what fontconfig and poppler say of them; -1 for everything else. */
static int open_font(const char *path)
{
    static const char *const roots[] = { "/usr/share/fonts/",   "/usr/local/share/fonts/",
                                         "/usr/share/poppler/", "/usr/share/fontconfig/",
                                         "/etc/fonts/",         "/var/cache/fontconfig/" };
    char *real = realpath(path, NULL);
    int fd = -1;
    struct stat st;
    for (size_t i = 0; real != NULL && i < PW_COUNT(roots) && fd < 0; i++)
        if (strncmp(real, roots[i], strlen(roots[i])) == 0)
            fd = open(real, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    free(real);
    if (fd >= 0 && (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode) || st.st_size > FONT_MAX_BYTES)) {
        close(fd);
        fd = -1;
    }
    return fd;
}

bool pw_pdf_serve_font(struct pw_pdf_peer *c)
{
    char path[PW_PDF_PATH_MAX + 1];
    ssize_t len = recv(c->font_fd, path, PW_PDF_PATH_MAX, MSG_DONTWAIT);
    if (len <= 0)
        return len < 0 && (errno == EAGAIN || errno == EINTR);
    path[len] = '\0';
    int fd = c->fonts++ < FONTS_MAX && path[0] == '/' ? open_font(path) : -1;
    char yes = 1;
    struct iovec out = { &yes, 1 };
    union {
        struct cmsghdr head;
        char room[CMSG_SPACE(sizeof(int))];
    } control = { 0 };
    struct msghdr reply = { .msg_iov = &out, .msg_iovlen = 1 };
    if (fd >= 0) {
        reply.msg_control = control.room;
        reply.msg_controllen = sizeof control.room;
        struct cmsghdr *head = CMSG_FIRSTHDR(&reply);
        *head = (struct cmsghdr){ .cmsg_level = SOL_SOCKET, .cmsg_type = SCM_RIGHTS, .cmsg_len = CMSG_LEN(sizeof fd) };
        memcpy(CMSG_DATA(head), &fd, sizeof fd);
    }
    bool sent = sendmsg(c->font_fd, &reply, MSG_NOSIGNAL | MSG_DONTWAIT) == 1;
    if (fd >= 0)
        close(fd);
    return sent;
}

/* ---- the talk ---- */

/* Something to send or to receive; wants: POLLIN or POLLOUT. Serves fonts meanwhile. */
static enum pw_pdf_talk wait_for(struct pw_pdf_peer *c, short wants, int64_t deadline_ms)
{
    for (;;) {
        struct pollfd fds[2] = { { c->fd, wants, 0 }, { c->font_fd, POLLIN, 0 } };
        int64_t left = deadline_ms - now_ms();
        if (left <= 0)
            return PW_PDF_TOO_LONG;
        if (poll(fds, 2, (int)left) < 0 && errno != EINTR)
            return PW_PDF_ENDED;
        if ((fds[0].revents & (wants | POLLERR | POLLHUP)) != 0)
            return PW_PDF_TALKED;
        if (fds[1].revents != 0 && !pw_pdf_serve_font(c))
            return PW_PDF_ENDED;
    }
}

static enum pw_pdf_talk give(struct pw_pdf_peer *c, const void *from, size_t len, int64_t deadline_ms)
{
    const uint8_t *at = from;
    while (len > 0) {
        ssize_t n = send(c->fd, at, len, MSG_NOSIGNAL);
        if (n < 0 && errno != EAGAIN && errno != EINTR)
            return PW_PDF_ENDED;
        if (n > 0) {
            at += n;
            len -= (size_t)n;
            continue;
        }
        enum pw_pdf_talk talk = wait_for(c, POLLOUT, deadline_ms);
        if (talk != PW_PDF_TALKED)
            return talk;
    }
    return PW_PDF_TALKED;
}

static enum pw_pdf_talk take(struct pw_pdf_peer *c, void *to, size_t len, int64_t deadline_ms)
{
    uint8_t *at = to;
    while (len > 0) {
        ssize_t n = recv(c->fd, at, len, 0);
        if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR))
            return PW_PDF_ENDED;
        if (n > 0) {
            at += n;
            len -= (size_t)n;
            continue;
        }
        enum pw_pdf_talk talk = wait_for(c, POLLIN, deadline_ms);
        if (talk != PW_PDF_TALKED)
            return talk;
    }
    return PW_PDF_TALKED;
}

/* The dots after a good answer; the sizes are the child's word, so they are looked at first. */
static enum pw_pdf_talk take_page(struct pw_pdf_peer *c, const struct pw_pdf_answer *a, int dots_per_mm, int64_t deadline_ms,
                                  struct pw_page *ret_page, struct pw_error *err)
{
    struct pw_page page;
    if (a->width <= 0 || a->height <= 0 || a->width > PW_PICTURE_MAX_SIDE || a->height > PW_PICTURE_MAX_SIDE ||
        (int64_t)a->width * a->height > PW_PICTURE_MAX_DOTS)
        return PW_PDF_ENDED;
    if (!pw_page_init(&page, a->width, a->height, dots_per_mm, err))
        return PW_PDF_TALKED;
    enum pw_pdf_talk talk = take(c, page.bits, (size_t)page.stride * (size_t)page.height, deadline_ms);
    if (talk != PW_PDF_TALKED) {
        pw_page_finish(&page);
        return talk;
    }
    uint8_t mask = (uint8_t)(0xff << ((8 - page.width % 8) % 8));
    for (int y = 0; y < page.height; y++)
        page.bits[(size_t)y * (size_t)page.stride + (size_t)page.stride - 1] &= mask;
    *ret_page = page;
    return PW_PDF_TALKED;
}

static void repeat_error(struct pw_pdf_answer *a, struct pw_error *err)
{
    struct pw_buf text;
    a->text[sizeof a->text - 1] = '\0';
    pw_buf_init(&text, 4096);
    pw_utf8_visible(pw_bytes_str(a->text), &text);
    bool known = a->code > PW_OK && a->code <= PW_ERR_UNKNOWN_OUTCOME;
    pw_fail(err, known ? (enum pw_error_code)a->code : PW_ERR_BAD_INPUT, 0, "%.300s", pw_buf_text(&text));
    pw_buf_finish(&text);
}

enum pw_pdf_talk pw_pdf_converse(struct pw_pdf_peer *c, struct pw_bytes pdf, const struct pw_pdf_request *request,
                                 int64_t deadline_ms, struct pw_page *ret_page, struct pw_error *ret_why)
{
    const struct pw_pdf_ask ask = { .magic = PW_PDF_ASK,
                                    .bytes = (uint32_t)pdf.len,
                                    .dots_per_mm = request->dots_per_mm,
                                    .page = request->page,
                                    .photo = request->photo };
    struct pw_pdf_answer a = { 0 };
    enum pw_pdf_talk talk = give(c, &ask, sizeof ask, deadline_ms);
    talk = talk == PW_PDF_TALKED ? give(c, pdf.data, pdf.len, deadline_ms) : talk;
    talk = talk == PW_PDF_TALKED ? take(c, &a, sizeof a, deadline_ms) : talk;
    if (talk != PW_PDF_TALKED)
        return talk;
    if (a.magic != PW_PDF_ANSWER)
        return PW_PDF_ENDED;
    if (a.code == PW_OK)
        return take_page(c, &a, request->dots_per_mm, deadline_ms, ret_page, ret_why);
    repeat_error(&a, ret_why);
    return PW_PDF_TALKED;
}
