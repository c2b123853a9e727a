#include "core/time/deadline.h"

static bool
is_extended(const Deadline *deadline)
{
	return deadline->extended_at != DUE_NEVER && sla_has_extension(&deadline->sla);
}

bool
deadline_extend(const Calendar *calendar, const Deadline *deadline, Instant *due, DkisError *error)
{
	return *due == DUE_NEVER || calendar_due_extended(calendar, *due, &deadline->sla, due, error);
}

static void
tell_stage(DeadlineVisitor visit, void *context, DeadlineStage stage, Instant since, Instant until,
		   Instant due)
{
	if (visit)
		visit(context, stage, since, until, due);
}

/* Extensions that were taken before this instant. */
static bool
extend_until(const Calendar *calendar, const Deadline *deadline, Instant until, bool *extends,
			 DeadlineVisitor visit, void *context, Instant *due, DkisError *error)
{
	if (!*extends || deadline->extended_at >= until)
		return true;
	*extends = false;
	if (!deadline_extend(calendar, deadline, due, error))
		return false;
	tell_stage(visit, context, STAGE_EXTENSION, deadline->extended_at, deadline->extended_at, *due);
	return true;
}

static bool
give_back(const Calendar *calendar, const Deadline *deadline, const Hold *hold,
		  DeadlineVisitor visit, void *context, Instant *due, DkisError *error)
{
	Instant since = hold->held > deadline->from ? hold->held : deadline->from;

	if (hold->resumed <= since)
		return true;
	if (!calendar_due_after_hold(calendar, *due, &deadline->sla, since, hold->resumed, due, error))
		return false;
	tell_stage(visit, context, STAGE_HOLD, since, hold->resumed, *due);
	return true;
}

bool
deadline_count(const Calendar *calendar, const Deadline *deadline, DeadlineVisitor visit,
			   void *context, Instant *due, DkisError *error)
{
	bool extends = is_extended(deadline);

	if (!calendar_due_at(calendar, deadline->from, &deadline->sla, false, due, error))
		return false;
	if (*due == DUE_NEVER)
		return true;
	tell_stage(visit, context, STAGE_STANDARD, deadline->from, *due, *due);
	for (int i = 0; i < deadline->hold_count; i++)
	{
		const Hold *hold = &deadline->holds[i];

		if (!extend_until(calendar, deadline, hold->resumed, &extends, visit, context, due,
						  error) ||
			!give_back(calendar, deadline, hold, visit, context, due, error))
			return false;
	}
	return extend_until(calendar, deadline, DUE_NEVER, &extends, visit, context, due, error);
}

bool
deadline_percent(const Calendar *calendar, const Deadline *deadline, Instant due, int percent,
				 Instant *at, DkisError *error)
{
	Instant unheld = due;
	int64_t worktime;

	*at = due;
	if (percent == 100 || due == DUE_NEVER)
		return true;
	if (!sla_is_none(&deadline->sla) && !calendar_due_at(calendar, deadline->from, &deadline->sla,
														 is_extended(deadline), &unheld, error))
		return false;
	return calendar_worktime_between(calendar, deadline->from, unheld, &worktime, error) &&
		   calendar_add_worktime(calendar, due, worktime / 100 * (percent - 100), at, error);
}
