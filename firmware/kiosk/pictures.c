#include "kiosk/pictures.h"

#include "packwright/attr.h"

#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

const char *pw_picture_type(const char *name)
{
    /* no SVG: it may hold a program */
    static const char *const types[][2] = { { ".jpg", "image/jpeg" },  { ".jpeg", "image/jpeg" }, { ".png", "image/png" },
                                            { ".webp", "image/webp" }, { ".avif", "image/avif" }, { ".gif", "image/gif" } };
    const char *dot = strrchr(name, '.');
    for (size_t i = 0; dot != NULL && i < PW_COUNT(types); i++)
        if (strcasecmp(dot, types[i][0]) == 0)
            return types[i][1];
    return NULL;
}

int pw_picture_open(const char *folder, const char *name, int64_t *ret_size)
{
    char path[PATH_MAX];
    struct stat st;
    if (folder == NULL || *name == '.' || strpbrk(name, "/\\") != NULL || pw_picture_type(name) == NULL ||
        snprintf(path, sizeof path, "%s/%s", folder, name) >= (int)sizeof path)
        return -1;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NOFOLLOW | O_NONBLOCK);
    if (fd < 0)
        return -1;
    if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode) || st.st_size == 0 || st.st_size > PW_PICTURE_FILE_MAX) {
        close(fd);
        return -1;
    }
    *ret_size = st.st_size;
    return fd;
}
