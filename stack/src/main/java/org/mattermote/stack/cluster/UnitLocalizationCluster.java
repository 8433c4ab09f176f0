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
import org.mattermote.stack.model.spec.UnitLocalizationSpec;
import org.mattermote.stack.port.LogPort;
import org.mattermote.stack.port.PortStatus;

/** Unit Localization (Matter core 11.5) with the feature TemperatureUnit. */
public final class UnitLocalizationCluster extends Cluster {
    private static final int[] ATTRIBUTES = {
        UnitLocalizationSpec.ATTR_TEMPERATURE_UNIT,
        UnitLocalizationSpec.ATTR_SUPPORTED_TEMPERATURE_UNITS,
    };

    private static final int RECORD_VERSION = 1;
    private static final int TAG_TEMPERATURE = 1;

    private final int units;
    private final StoredRecord record;
    private int temperature;

    /**
     * @param units what the device can show temperatures in: bit n for TEMP_UNIT n, two or three
     * @param temperature TEMP_UNIT constant it begins with, one of them
     */
    public UnitLocalizationCluster(
            int units, int temperature, ClusterWorkspace workspace, LogPort log) {
        super(
                new UnitLocalizationSpec(),
                UnitLocalizationSpec.FEATURE_TEMPERATURE_UNIT,
                ATTRIBUTES,
                null);
        this.units = units;
        this.temperature = temperature;
        record = new StoredRecord(workspace.records, log, StoreKeys.UNITS, RECORD_VERSION);
        if (record.open() == PortStatus.OK) {
            restore(record.reader());
            record.close();
        }
    }

    /** TEMP_UNIT constant. */
    public int temperatureUnit() {
        return temperature;
    }

    @Override
    public int read(int attribute, AttributeRead in, TlvWriter out) {
        switch (attribute) {
            case UnitLocalizationSpec.ATTR_TEMPERATURE_UNIT:
                out.putUnsigned(in.tag, temperature);
                return ImStatus.SUCCESS;
            case UnitLocalizationSpec.ATTR_SUPPORTED_TEMPERATURE_UNITS:
                out.startArray(in.tag);
                for (int i = 0; i <= UnitLocalizationSpec.TEMP_UNIT_KELVIN; i++) {
                    if (isUnit(i)) {
                        out.putUnsigned(TlvTag.ANONYMOUS, i);
                    }
                }
                out.endContainer();
                return ImStatus.SUCCESS;
            default:
                return ImStatus.UNSUPPORTED_ATTRIBUTE;
        }
    }

    @Override
    public int write(int attribute, AttributeWrite in, TlvReader value) {
        if (attribute != UnitLocalizationSpec.ATTR_TEMPERATURE_UNIT) {
            return ImStatus.UNSUPPORTED_WRITE;
        }
        int wanted = value.unsignedInt(UnitLocalizationSpec.TEMP_UNIT_KELVIN);
        if (wanted < 0) {
            return CommandFields.writeStatus(wanted);
        }
        if (!isUnit(wanted)) {
            return ImStatus.CONSTRAINT_ERROR;
        }
        if (wanted == temperature) {
            return ImStatus.SUCCESS;
        }
        record.begin().putUnsigned(TAG_TEMPERATURE, wanted);
        if (record.commit() != PortStatus.OK) {
            return ImStatus.FAILURE;
        }
        temperature = wanted;
        changed(attribute);
        return ImStatus.SUCCESS;
    }

    private boolean isUnit(int unit) {
        return (units & 1 << unit) != 0;
    }

    private void restore(TlvReader reader) {
        int stored =
                reader.find(TAG_TEMPERATURE) == CodecStatus.OK
                        ? reader.unsignedInt(UnitLocalizationSpec.TEMP_UNIT_KELVIN)
                        : -1;
        if (stored < 0) {
            record.reject(PortStatus.DAMAGED);
        } else if (isUnit(stored)) {
            temperature = stored;
        }
    }
}
