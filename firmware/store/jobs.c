#include "store/jobs.h"

bool pw_job_put(struct pw_db *db, const struct pw_job_request *r, int64_t *ret_job, struct pw_error *err)
{
    return pw_db_number(
               db, err, ret_job,
               "INSERT INTO job (document, order_pk, parcel_pk, handover_pk, bench, printer, status, reason, reprint_of,"
               " address_version, created_us, changed_us) VALUES ($1, NULLIF($2, 0), NULLIF($3, 0), NULLIF($4, 0), $5, $6,"
               " 'queued', $7, (SELECT MAX(j.id) FROM job j WHERE j.document = $1 AND j.status NOT IN ('failed', 'void')"
               " AND ((j.parcel_pk = $3 AND $3 <> 0) OR (j.handover_pk = $4 AND $4 <> 0))),"
               " COALESCE((SELECT o.address_version FROM orders o WHERE o.id = $2), 0), $8, $8) RETURNING id",
               "tiiitt"
               "ti",
               r->document, r->order, r->parcel, r->handover, r->bench, r->printer, r->reason, r->now_us) &&
           pw_db_run(db, err,
                     "INSERT INTO journal (time_us, bench, device, kind, outcome, order_pk, parcel_pk, detail) VALUES ($1, $2,"
                     " 'command line', 'print', 'queued', NULLIF($3, 0), NULLIF($4, 0), $5)",
                     "itiit", r->now_us, r->bench, r->order, r->parcel, r->detail);
}
