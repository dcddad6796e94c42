/* What the station does when nothing else is to do: wiping what is over its time. */
#include "intake/drop.h"
#include "station/station.h"

#include <string.h>

/* Files that were printed, in the folders that they came through. */
static int64_t forget_drops(struct pw_station *s, int64_t before_us)
{
    int64_t count = 0;
    const struct pw_section *folder;
    for (size_t i = 0; (folder = pw_config_nth(s->config, "folder", i)) != NULL; i++)
        count += pw_drop_forget(pw_section_get(folder, "path"), before_us);
    return count;
}

bool pw_station_purge(struct pw_station *s)
{
    struct pw_error err = { 0 };
    bool more = false;
    struct pw_purged before = s->purged, *p = &s->purged;
    int64_t now = s->clock->wall_us(s->clock);
    int64_t keep = pw_section_us(pw_config_section(s->config, "store", ""), "retention", PW_RETENTION_MOST_US);
    if (!pw_retention_step(s->db, now, keep, p, &more, &err)) {
        pw_log(s->log, PW_LOG_WARN, "retention", "buyers' data was not wiped now, and will be later: %s", err.text);
        return false;
    }
    s->unscrubbed = s->unscrubbed || memcmp(&before, p, sizeof before) != 0;
    pw_db_idle(s->db);
    if (more)
        return true;
    int64_t drops = forget_drops(s, now - keep);
    if (s->unscrubbed && pw_db_scrub(s->db, &err))
        s->unscrubbed = false;
    else if (s->unscrubbed)
        pw_log(s->log, PW_LOG_WARN, "retention", "what was wiped is in the store's log until the next time: %s", err.text);
    if (p->orders + p->files + p->events + drops > 0)
        pw_log(s->log, PW_LOG_INFO, "retention",
               "wiped the buyers' data of %lld orders, %lld files, %lld lines of the journal and %lld printed files in folders",
               (long long)p->orders, (long long)p->files, (long long)p->events, (long long)drops);
    memset(p, 0, sizeof *p);
    return false;
}
