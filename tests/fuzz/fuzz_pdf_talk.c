/*
 * Whatever the child that draws PDFs says, as somebody would who took it over: a page of the size it claims with nothing outside,
 * an error in visible words, or the end; and of files it gets fonts and what belongs to them, nothing else. Input: how many paths
 * it asks for, each with its length before it; the rest is its answer.
 */
#include "document/pdf.h"
#include "document/pdf_talk.h"
#include "document/picture.h"
#include "packwright/utf8.h"

#include <assert.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What the parent sent with its "yes": no file, or one of those it may give away. */
static void check_given(int fd)
{
    char byte;
    struct iovec in = { &byte, 1 };
    union {
        struct cmsghdr head;
        char room[CMSG_SPACE(sizeof(int))];
    } control;
    struct msghdr reply = { .msg_iov = &in, .msg_iovlen = 1, .msg_control = control.room, .msg_controllen = sizeof control.room };
    if (recvmsg(fd, &reply, MSG_DONTWAIT | MSG_CMSG_CLOEXEC) < 1)
        return;
    struct cmsghdr *c = CMSG_FIRSTHDR(&reply);
    if (c == NULL)
        return;
    int given;
    char entry[64], real[4096];
    struct stat st;
    memcpy(&given, CMSG_DATA(c), sizeof given);
    snprintf(entry, sizeof entry, "/proc/self/fd/%d", given);
    ssize_t len = readlink(entry, real, sizeof real - 1);
    assert(len > 0 && fstat(given, &st) == 0 && S_ISREG(st.st_mode));
    real[len] = '\0';
    assert(strstr(real, "/font") != NULL || strncmp(real, "/usr/share/poppler/", 19) == 0);
    assert((fcntl(given, F_GETFL) & O_ACCMODE) == O_RDONLY);
    close(given);
}

static size_t ask_for_files(struct pw_pdf_peer *parent, int child, const uint8_t *data, size_t size)
{
    size_t at = size > 0 ? 1 : 0;
    for (int i = 0; size > 0 && i < data[0] % 8 && at < size; i++) {
        size_t len = data[at] < size - at - 1 ? data[at] : size - at - 1;
        (void)!send(child, data + at + 1, len, MSG_DONTWAIT | MSG_NOSIGNAL);
        at += 1 + len;
        if (pw_pdf_serve_font(parent))
            check_given(child);
    }
    return at;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    int stream[2], fonts[2];
    const struct pw_pdf_request request = { .dots_per_mm = 8 };
    struct pw_error why = { 0 };
    struct pw_page page = { 0 };
    struct timespec now;
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, stream) != 0 ||
        socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, fonts) != 0)
        abort();
    struct pw_pdf_peer parent = { .fd = stream[0], .font_fd = fonts[0] };
    size_t at = ask_for_files(&parent, fonts[1], data, size);
    (void)!send(stream[1], data + at, size - at, MSG_DONTWAIT | MSG_NOSIGNAL);
    shutdown(stream[1], SHUT_WR);
    clock_gettime(CLOCK_MONOTONIC, &now);
    int64_t deadline = (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000 + 2000;
    enum pw_pdf_talk talk = pw_pdf_converse(&parent, pw_bytes_str("%PDF-1.4"), &request, deadline, &page, &why);
    assert(talk == PW_PDF_TALKED || talk == PW_PDF_ENDED);
    if (talk == PW_PDF_TALKED && why.code == PW_OK) {
        assert(page.width > 0 && page.width <= PW_PICTURE_MAX_SIDE && page.height > 0 && page.height <= PW_PICTURE_MAX_SIDE);
        for (int y = 0; y < page.height; y++)
            for (int x = page.width; x < page.stride * 8; x++)
                assert(!pw_page_get(&page, x, y));
    } else if (talk == PW_PDF_TALKED) {
        for (size_t pos = 0; pos < strlen(why.text);)
            assert(!pw_utf8_is_control(pw_utf8_next(pw_bytes_str(why.text), &pos)));
    } else {
        assert(page.bits == NULL);
    }
    pw_page_finish(&page);
    for (int i = 0; i < 2; i++) {
        close(stream[i]);
        close(fonts[i]);
    }
    return 0;
}
