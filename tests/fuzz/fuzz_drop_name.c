/* A file by any name in a hot folder: it is found or left alone, its key and its reason stay within their room, and it is put
 * away under a name that is free. */
#include "intake/drop.h"
#include "packwright/utf8.h"

#include <assert.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void put_away(const char *folder, const char *name, int times)
{
    struct pw_drop_file file = { 0 };
    struct pw_error why, err = { 0 };
    struct pw_buf content;
    for (int i = 0; i < times; i++) {
        char path[400];
        pw_buf_init(&content, 100);
        snprintf(path, sizeof path, "%s/%s", folder, name);
        int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
        if (fd < 0)
            return; /* no name for a file */
        assert(write(fd, "x", 1) == 1);
        close(fd);
        enum pw_drop_look look = pw_drop_next(folder, 0, INT64_MAX / 2, &file, &content, &why, &err);
        assert(look == (pw_drop_name_counts(name) ? PW_DROP_FOUND : PW_DROP_EMPTY));
        if (look == PW_DROP_FOUND) {
            assert(strcmp(file.name, name) == 0 && content.len == 1);
            bool moved = pw_drop_put_away(folder, &file, PW_DROP_REFUSED, "why", &err);
            assert(moved);
            assert(access(path, F_OK) != 0);
        }
        unlink(path);
        pw_buf_finish(&content);
    }
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
    (void)st, (void)type, (void)ftw;
    return remove(path);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char folder[] = "/tmp/packwright-fuzz-XXXXXX", name[PW_DROP_NAME_MAX + 1];
    if (size == 0 || size > PW_DROP_NAME_MAX || memchr(data, '/', size) != NULL || memchr(data, '\0', size) != NULL)
        return 0;
    memcpy(name, data, size);
    name[size] = '\0';
    if (mkdtemp(folder) == NULL)
        return 0;
    put_away(folder, name, 2);
    nftw(folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
    return 0;
}
