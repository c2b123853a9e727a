#include "../core/calendar.h"
extern const Calendar *calendar_find(const char *code);
