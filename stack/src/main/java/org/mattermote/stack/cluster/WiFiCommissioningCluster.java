package org.mattermote.stack.cluster;

import org.mattermote.stack.codec.CodecStatus;
import org.mattermote.stack.codec.TlvTag;
import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.fabric.FabricTable;
import org.mattermote.stack.fabric.FailSafe;
import org.mattermote.stack.mem.Bytes;
import org.mattermote.stack.model.AttributeRead;
import org.mattermote.stack.model.CommandInvocation;
import org.mattermote.stack.model.ImStatus;
import org.mattermote.stack.model.spec.NetworkCommissioningSpec;
import org.mattermote.stack.port.LogPort;
import org.mattermote.stack.port.WiFiPort;

/** Network Commissioning of a Wi-Fi interface (Matter core 11.9); an id is an SSID. */
public final class WiFiCommissioningCluster extends WirelessCommissioningCluster {
    private static final int[] ATTRIBUTES = {
        NetworkCommissioningSpec.ATTR_MAX_NETWORKS,
        NetworkCommissioningSpec.ATTR_NETWORKS,
        NetworkCommissioningSpec.ATTR_SCAN_MAX_TIME_SECONDS,
        NetworkCommissioningSpec.ATTR_CONNECT_MAX_TIME_SECONDS,
        NetworkCommissioningSpec.ATTR_INTERFACE_ENABLED,
        NetworkCommissioningSpec.ATTR_LAST_NETWORKING_STATUS,
        NetworkCommissioningSpec.ATTR_LAST_NETWORK_ID,
        NetworkCommissioningSpec.ATTR_LAST_CONNECT_ERROR_VALUE,
        NetworkCommissioningSpec.ATTR_SUPPORTED_WIFI_BANDS,
    };

    private static final int[] COMMANDS = {
        NetworkCommissioningSpec.CMD_SCAN_NETWORKS,
        NetworkCommissioningSpec.CMD_ADD_OR_UPDATE_WIFI_NETWORK,
        NetworkCommissioningSpec.CMD_REMOVE_NETWORK,
        NetworkCommissioningSpec.CMD_CONNECT_NETWORK,
        NetworkCommissioningSpec.CMD_REORDER_NETWORK,
    };

    private static final int SSID = NetworkCommissioningSpec.ADD_OR_UPDATE_WIFI_NETWORK_SSID;
    private static final int CREDENTIALS =
            NetworkCommissioningSpec.ADD_OR_UPDATE_WIFI_NETWORK_CREDENTIALS;
    private static final int BREADCRUMB =
            NetworkCommissioningSpec.ADD_OR_UPDATE_WIFI_NETWORK_BREADCRUMB;

    // Lengths of credentials (Matter core 11.9.7.3); those between the last two are passphrases.
    private static final int MAX_SSID = NetworkTable.MAX_ID;
    private static final int OPEN = 0;
    private static final int WEP_40 = 5;
    private static final int LEAST_PASSPHRASE = 8;
    private static final int HEXADECIMAL_KEY = 64;

    private static final int BSSID_LENGTH = 6;
    private static final int MOST_BANDS = 8;

    private final WiFiPort driver;

    /**
     * Registers with {@code fabrics} and {@code failSafe}.
     *
     * @param capacity MaxNetworks
     */
    public WiFiCommissioningCluster(
            WiFiPort driver,
            int capacity,
            FabricTable fabrics,
            FailSafe failSafe,
            ClusterWorkspace workspace,
            LogPort log) {
        super(
                NetworkCommissioningSpec.FEATURE_WIFI_NETWORK_INTERFACE,
                ATTRIBUTES,
                COMMANDS,
                driver,
                capacity,
                MAX_SSID,
                HEXADECIMAL_KEY,
                fabrics,
                failSafe,
                workspace,
                log);
        this.driver = driver;
    }

    @Override
    int readOwn(int attribute, AttributeRead in, TlvWriter out) {
        if (attribute != NetworkCommissioningSpec.ATTR_SUPPORTED_WIFI_BANDS) {
            return ImStatus.UNSUPPORTED_ATTRIBUTE;
        }
        int bands = driver.bands();
        out.startArray(in.tag);
        for (int band = 0; band < MOST_BANDS; band++) {
            if ((bands & 1 << band) != 0) {
                out.putUnsigned(TlvTag.ANONYMOUS, band);
            }
        }
        out.endContainer();
        return ImStatus.SUCCESS;
    }

    @Override
    int addOrUpdate(CommandInvocation in) {
        int ssid = fields.bytes(SSID, 1, MAX_SSID);
        int credentials = fields.bytes(CREDENTIALS, 0, HEXADECIMAL_KEY);
        if (ssid < 0 || credentials < 0) {
            return CommandFields.status(CodecStatus.END, Math.min(ssid, credentials));
        }
        if (!isCrumb(BREADCRUMB)) {
            return ImStatus.INVALID_COMMAND;
        }
        if (!isCredential(credentials)) {
            return ImStatus.CONSTRAINT_ERROR;
        }
        return put(
                in, BREADCRUMB, fields.offset(SSID), ssid, fields.offset(CREDENTIALS), credentials);
    }

    /** Whether credentials of this length are a passphrase or a key. */
    private boolean isCredential(int length) {
        if (length < HEXADECIMAL_KEY) {
            return length == OPEN || length == WEP_40 || length >= LEAST_PASSPHRASE;
        }
        boolean digits = true;
        for (int i = 0; i < length; i++) {
            int c = fields.array()[fields.offset(CREDENTIALS) + i] | 0x20;
            digits &= c >= 'a' && c <= 'f' || c >= '0' && c <= '9';
        }
        return digits;
    }

    /** Null and no bytes at all stand for any network. */
    @Override
    int checkScan() {
        int tag = NetworkCommissioningSpec.SCAN_NETWORKS_SSID;
        int length = fields.hasValue(tag) ? fields.bytes(tag, 0, MAX_SSID) : 0;
        if (length < 0) {
            return CommandFields.status(CodecStatus.END, length);
        }
        return isCrumb(NetworkCommissioningSpec.SCAN_NETWORKS_BREADCRUMB)
                ? ImStatus.SUCCESS
                : ImStatus.INVALID_COMMAND;
    }

    @Override
    int scanLength() {
        int tag = NetworkCommissioningSpec.SCAN_NETWORKS_SSID;
        return fields.hasValue(tag) ? fields.length(tag) : 0;
    }

    @Override
    int recordLength() {
        return WiFiPort.RECORD;
    }

    @Override
    int rssiAt() {
        return WiFiPort.RSSI;
    }

    @Override
    int addressAt() {
        return WiFiPort.BSSID;
    }

    @Override
    int addressLength() {
        return BSSID_LENGTH;
    }

    @Override
    int resultsTag() {
        return NetworkCommissioningSpec.SCAN_NETWORKS_RESPONSE_WIFI_SCAN_RESULTS;
    }

    @Override
    boolean isWanted(byte[] record, int offset) {
        int length = scanLength();
        return length == 0
                || length == record[offset + WiFiPort.SSID_LENGTH]
                        && Bytes.equal(
                                record,
                                offset + WiFiPort.SSID,
                                fields.array(),
                                fields.offset(NetworkCommissioningSpec.SCAN_NETWORKS_SSID),
                                length);
    }

    @Override
    void putResult(byte[] record, int offset, TlvWriter out) {
        out.putUnsigned(
                NetworkCommissioningSpec.WIFI_INTERFACE_SCAN_RESULT_STRUCT_SECURITY,
                record[offset + WiFiPort.SECURITY] & 0xFF);
        out.putBytes(
                NetworkCommissioningSpec.WIFI_INTERFACE_SCAN_RESULT_STRUCT_SSID,
                record,
                offset + WiFiPort.SSID,
                Math.min(record[offset + WiFiPort.SSID_LENGTH] & 0xFF, MAX_SSID));
        out.putBytes(
                NetworkCommissioningSpec.WIFI_INTERFACE_SCAN_RESULT_STRUCT_BSSID,
                record,
                offset + WiFiPort.BSSID,
                BSSID_LENGTH);
        out.putUnsigned(
                NetworkCommissioningSpec.WIFI_INTERFACE_SCAN_RESULT_STRUCT_CHANNEL,
                Bytes.u16le(record, offset + WiFiPort.CHANNEL));
        out.putUnsigned(
                NetworkCommissioningSpec.WIFI_INTERFACE_SCAN_RESULT_STRUCT_WIFI_BAND,
                record[offset + WiFiPort.BAND] & 0xFF);
        out.putSigned(
                NetworkCommissioningSpec.WIFI_INTERFACE_SCAN_RESULT_STRUCT_RSSI,
                record[offset + WiFiPort.RSSI]);
    }
}
