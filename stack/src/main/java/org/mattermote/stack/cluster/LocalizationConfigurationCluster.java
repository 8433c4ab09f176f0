package org.mattermote.stack.cluster;

import org.mattermote.stack.codec.CodecStatus;
import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.codec.TlvTag;
import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.fabric.StoreKeys;
import org.mattermote.stack.mem.Bytes;
import org.mattermote.stack.model.AttributeRead;
import org.mattermote.stack.model.AttributeWrite;
import org.mattermote.stack.model.Cluster;
import org.mattermote.stack.model.ImStatus;
import org.mattermote.stack.model.spec.LocalizationConfigurationSpec;
import org.mattermote.stack.port.LogPort;
import org.mattermote.stack.port.PortStatus;

/**
 * Localization Configuration (Matter core 11.3). The locale is kept as its text: an image with
 * another list of locales finds it, or begins with its first.
 */
public final class LocalizationConfigurationCluster extends Cluster {
    /** Bytes of a locale at most. */
    public static final int MAX_LOCALE = 35;

    private static final int[] ATTRIBUTES = {
        LocalizationConfigurationSpec.ATTR_ACTIVE_LOCALE,
        LocalizationConfigurationSpec.ATTR_SUPPORTED_LOCALES,
    };

    private static final int RECORD_VERSION = 1;
    private static final int TAG_LOCALE = 1;

    private final byte[] locales;
    private final StoredRecord record;

    /** Where the active locale begins in {@link #locales}. */
    private int active;

    /**
     * @param locales BCP 47 tags in ASCII with a comma between them, none twice, the default first,
     *     each of 1 to 35 characters
     */
    public LocalizationConfigurationCluster(
            byte[] locales, ClusterWorkspace workspace, LogPort log) {
        super(new LocalizationConfigurationSpec(), 0, ATTRIBUTES, null);
        this.locales = locales;
        record = new StoredRecord(workspace.records, log, StoreKeys.ACTIVE_LOCALE, RECORD_VERSION);
        if (record.open() == PortStatus.OK) {
            TlvReader reader = record.reader();
            boolean good =
                    reader.find(TAG_LOCALE) == CodecStatus.OK && reader.utf8(1, MAX_LOCALE) > 0;
            int found = good ? find(reader) : -1;
            record.close();
            if (!good) {
                record.reject(PortStatus.DAMAGED);
            }
            active = Math.max(found, 0);
        }
    }

    @Override
    public int read(int attribute, AttributeRead in, TlvWriter out) {
        switch (attribute) {
            case LocalizationConfigurationSpec.ATTR_ACTIVE_LOCALE:
                out.putUtf8(in.tag, locales, active, end(active) - active);
                return ImStatus.SUCCESS;
            case LocalizationConfigurationSpec.ATTR_SUPPORTED_LOCALES:
                out.startArray(in.tag);
                for (int at = 0; at < locales.length; at = end(at) + 1) {
                    out.putUtf8(TlvTag.ANONYMOUS, locales, at, end(at) - at);
                }
                out.endContainer();
                return ImStatus.SUCCESS;
            default:
                return ImStatus.UNSUPPORTED_ATTRIBUTE;
        }
    }

    @Override
    public int write(int attribute, AttributeWrite in, TlvReader value) {
        if (attribute != LocalizationConfigurationSpec.ATTR_ACTIVE_LOCALE) {
            return ImStatus.UNSUPPORTED_WRITE;
        }
        int length = value.utf8(1, MAX_LOCALE);
        if (length < 0) {
            return CommandFields.writeStatus(length);
        }
        int found = find(value);
        if (found < 0) {
            return ImStatus.CONSTRAINT_ERROR;
        }
        if (found == active) {
            return ImStatus.SUCCESS;
        }
        record.begin().putUtf8(TAG_LOCALE, locales, found, end(found) - found);
        if (record.commit() != PortStatus.OK) {
            return ImStatus.FAILURE;
        }
        active = found;
        changed(attribute);
        return ImStatus.SUCCESS;
    }

    /** Where the text that {@code value} stands on is among the locales, or −1. */
    private int find(TlvReader value) {
        int length = value.dataLength();
        for (int at = 0; at < locales.length; at = end(at) + 1) {
            if (end(at) - at == length
                    && Bytes.equal(value.array(), value.dataOffset(), locales, at, length)) {
                return at;
            }
        }
        return -1;
    }

    /** The end of the locale that begins at {@code at}. */
    private int end(int at) {
        int end = at;
        while (end < locales.length && locales[end] != ',') {
            end++;
        }
        return end;
    }
}
