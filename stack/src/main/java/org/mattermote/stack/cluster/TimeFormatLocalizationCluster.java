package org.mattermote.stack.cluster;

import org.mattermote.stack.codec.CodecStatus;
import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.codec.TlvTag;
import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.fabric.StoreKeys;
import org.mattermote.stack.model.AttributeRead;
import org.mattermote.stack.model.AttributeWrite;
import org.mattermote.stack.model.Cluster;
import org.mattermote.stack.model.ImStatus;
import org.mattermote.stack.model.spec.TimeFormatLocalizationSpec;
import org.mattermote.stack.port.LogPort;
import org.mattermote.stack.port.PortStatus;

/** Time Format Localization (Matter core 11.4) with the feature CalendarFormat. */
public final class TimeFormatLocalizationCluster extends Cluster {
    private static final int[] ATTRIBUTES = {
        TimeFormatLocalizationSpec.ATTR_HOUR_FORMAT,
        TimeFormatLocalizationSpec.ATTR_ACTIVE_CALENDAR_TYPE,
        TimeFormatLocalizationSpec.ATTR_SUPPORTED_CALENDAR_TYPES,
    };

    private static final int USE_ACTIVE_LOCALE =
            TimeFormatLocalizationSpec.HOUR_FORMAT_USE_ACTIVE_LOCALE;

    private static final int RECORD_VERSION = 1;
    private static final int TAG_HOUR_FORMAT = 1;
    private static final int TAG_CALENDAR = 2;

    private final int calendars;
    private final StoredRecord record;
    private int hourFormat = USE_ACTIVE_LOCALE;
    private int calendar;

    /**
     * @param calendars what the device can show dates in: bit n for CALENDAR_TYPE n, one or more;
     *     the lowest is the default. That of the active locale is always among them
     */
    public TimeFormatLocalizationCluster(int calendars, ClusterWorkspace workspace, LogPort log) {
        super(
                new TimeFormatLocalizationSpec(),
                TimeFormatLocalizationSpec.FEATURE_CALENDAR_FORMAT,
                ATTRIBUTES,
                null);
        this.calendars = calendars;
        calendar = first();
        record = new StoredRecord(workspace.records, log, StoreKeys.TIME_FORMAT, RECORD_VERSION);
        if (record.open() == PortStatus.OK) {
            restore(record.reader());
            record.close();
        }
    }

    @Override
    public int read(int attribute, AttributeRead in, TlvWriter out) {
        switch (attribute) {
            case TimeFormatLocalizationSpec.ATTR_HOUR_FORMAT:
                out.putUnsigned(in.tag, hourFormat);
                return ImStatus.SUCCESS;
            case TimeFormatLocalizationSpec.ATTR_ACTIVE_CALENDAR_TYPE:
                out.putUnsigned(in.tag, calendar);
                return ImStatus.SUCCESS;
            case TimeFormatLocalizationSpec.ATTR_SUPPORTED_CALENDAR_TYPES:
                out.startArray(in.tag);
                for (int i = 0; calendars >>> i != 0; i++) {
                    if ((calendars & 1 << i) != 0) {
                        out.putUnsigned(TlvTag.ANONYMOUS, i);
                    }
                }
                out.putUnsigned(TlvTag.ANONYMOUS, USE_ACTIVE_LOCALE);
                out.endContainer();
                return ImStatus.SUCCESS;
            default:
                return ImStatus.UNSUPPORTED_ATTRIBUTE;
        }
    }

    @Override
    public int write(int attribute, AttributeWrite in, TlvReader value) {
        int wanted = value.u8();
        switch (attribute) {
            case TimeFormatLocalizationSpec.ATTR_HOUR_FORMAT:
                return wanted < 0 || !isHourFormat(wanted)
                        ? refusal(wanted)
                        : keep(attribute, wanted, calendar);
            case TimeFormatLocalizationSpec.ATTR_ACTIVE_CALENDAR_TYPE:
                return wanted < 0 || !isCalendar(wanted)
                        ? refusal(wanted)
                        : keep(attribute, hourFormat, wanted);
            default:
                return ImStatus.UNSUPPORTED_WRITE;
        }
    }

    private static int refusal(int value) {
        return value < 0 ? CommandFields.writeStatus(value) : ImStatus.CONSTRAINT_ERROR;
    }

    private static boolean isHourFormat(int value) {
        return value <= TimeFormatLocalizationSpec.HOUR_FORMAT_24_HR || value == USE_ACTIVE_LOCALE;
    }

    private boolean isCalendar(int value) {
        return value == USE_ACTIVE_LOCALE
                || value <= TimeFormatLocalizationSpec.CALENDAR_TYPE_TAIWANESE
                        && (calendars & 1 << value) != 0;
    }

    private int keep(int attribute, int hours, int days) {
        if (hours == hourFormat && days == calendar) {
            return ImStatus.SUCCESS;
        }
        TlvWriter out = record.begin();
        out.putUnsigned(TAG_HOUR_FORMAT, hours);
        out.putUnsigned(TAG_CALENDAR, days);
        if (record.commit() != PortStatus.OK) {
            return ImStatus.FAILURE;
        }
        hourFormat = hours;
        calendar = days;
        changed(attribute);
        return ImStatus.SUCCESS;
    }

    private void restore(TlvReader reader) {
        int hours = reader.find(TAG_HOUR_FORMAT) == CodecStatus.OK ? reader.u8() : -1;
        int days = reader.find(TAG_CALENDAR) == CodecStatus.OK ? reader.u8() : -1;
        if (hours < 0 || !isHourFormat(hours) || days < 0) {
            record.reject(PortStatus.DAMAGED);
            return;
        }
        hourFormat = hours;
        // Another image may know other calendars.
        calendar = isCalendar(days) ? days : first();
    }

    private int first() {
        int first = 0;
        while ((calendars & 1 << first) == 0) {
            first++;
        }
        return first;
    }
}
