#include "core/history/chain.h"

static void
put_number(DkisText *bytes, uint64_t number, int width)
{
	char field[8];

	for (int i = 0; i < width; i++)
		field[i] = (char) (number >> (8 * (width - 1 - i)));
	dkis_text_append(bytes, field, (size_t) width);
}

static void
put_event_text(DkisText *bytes, const ChainText *text)
{
	if (text->bytes == NULL)
	{
		put_number(bytes, UINT32_MAX, 4);
		return;
	}
	put_number(bytes, text->length, 4);
	dkis_text_append(bytes, text->bytes, text->length);
}

void
chain_serialise(const ChainEvent *event, const uint8_t *previous, DkisText *bytes)
{
	static const uint8_t none[CHAIN_HASH_LENGTH];

	dkis_text_append(bytes, (const char *) (previous ? previous : none), CHAIN_HASH_LENGTH);
	put_number(bytes, CHAIN_VERSION, 1);
	put_number(bytes, (uint32_t) event->agency, 4);
	put_number(bytes, (uint64_t) event->case_id, 8);
	put_number(bytes, (uint32_t) event->seq, 4);
	put_number(bytes, (uint64_t) event->at, 8);
	put_number(bytes, (uint64_t) event->recorded_at, 8);
	put_event_text(bytes, &event->actor);
	put_event_text(bytes, &event->db_role);
	put_event_text(bytes, &event->event);
	put_event_text(bytes, &event->step);
	put_event_text(bytes, &event->outcome);
	put_event_text(bytes, &event->digest);
	put_event_text(bytes, &event->facts);
}

void
chain_serialise_change(const ChainChange *change, DkisText *bytes)
{
	put_number(bytes, CHANGE_VERSION, 1);
	put_number(bytes, (uint32_t) change->agency, 4);
	put_number(bytes, (uint64_t) change->id, 8);
	put_number(bytes, (uint64_t) change->at, 8);
	put_event_text(bytes, &change->actor);
	put_event_text(bytes, &change->db_role);
	put_event_text(bytes, &change->relation);
	put_event_text(bytes, &change->row);
	put_event_text(bytes, &change->change);
	put_event_text(bytes, &change->digest);
	put_event_text(bytes, &change->state);
}
