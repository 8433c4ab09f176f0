package org.mattermote.stack;

import org.mattermote.stack.cluster.ClusterWorkspace;
import org.mattermote.stack.cluster.DiagnosticLogsCluster;
import org.mattermote.stack.cluster.EthernetNetworkDiagnosticsCluster;
import org.mattermote.stack.cluster.FixedLabelCluster;
import org.mattermote.stack.cluster.LocalizationConfigurationCluster;
import org.mattermote.stack.cluster.SoftwareDiagnosticsCluster;
import org.mattermote.stack.cluster.TimeFormatLocalizationCluster;
import org.mattermote.stack.cluster.TimeSynchronizationCluster;
import org.mattermote.stack.cluster.UnitLocalizationCluster;
import org.mattermote.stack.cluster.UserLabelCluster;
import org.mattermote.stack.diag.NodeLogs;
import org.mattermote.stack.diag.TableMemory;
import org.mattermote.stack.model.Cluster;
import org.mattermote.stack.model.spec.TimeFormatLocalizationSpec;
import org.mattermote.stack.model.spec.UnitLocalizationSpec;
import org.mattermote.stack.port.LogPort;

/**
 * The optional clusters of endpoint 0, for {@link App#rootClusters}. A maker who wants fewer, or
 * others, names them in an array of his own; what is not named costs nothing.
 */
public final class RootClusters {
    /** BCP 47 tags, the default first. */
    private static final byte[] LOCALES = {
        'e', 'n', '-', 'U', 'S', ',', 'd', 'e', '-', 'D', 'E', ',', 'f', 'r', '-', 'F', 'R'
    };

    /** Two years of daylight saving time, beginning and end of which are one offset. */
    public static final int DST_OFFSETS = 4;

    private static final int CALENDARS = 1 << TimeFormatLocalizationSpec.CALENDAR_TYPE_GREGORIAN;

    private static final int TEMPERATURES =
            1 << UnitLocalizationSpec.TEMP_UNIT_FAHRENHEIT
                    | 1 << UnitLocalizationSpec.TEMP_UNIT_CELSIUS
                    | 1 << UnitLocalizationSpec.TEMP_UNIT_KELVIN;

    private static final int WIRELESS = 8;

    /** With the diagnostics of Ethernet. */
    private static final int WIRED = WIRELESS + 1;

    private RootClusters() {}

    /** All of them. Once, at boot. */
    public static Cluster[] all(Stack stack) {
        return all(
                stack,
                new TimeSynchronizationCluster(
                        stack.time(),
                        DST_OFFSETS,
                        stack.clusterWorkspace(),
                        stack.ports().log,
                        stack.events()));
    }

    /**
     * The same, with another Time Synchronization, as {@link Stack#timeSyncClient}. Once, at boot.
     */
    public static Cluster[] all(Stack stack, TimeSynchronizationCluster time) {
        Ports ports = stack.ports();
        LogPort log = ports.log;
        ClusterWorkspace workspace = stack.clusterWorkspace();
        NodeLogs logs =
                new NodeLogs(stack.events(), stack.counters(), stack.time(), ports.boot.reason());
        boolean wired = stack.isWired();
        Cluster[] all = new Cluster[wired ? WIRED : WIRELESS];
        int count = 0;
        all[count++] = new LocalizationConfigurationCluster(LOCALES, workspace, log);
        all[count++] = new TimeFormatLocalizationCluster(CALENDARS, workspace, log);
        all[count++] =
                new UnitLocalizationCluster(
                        TEMPERATURES, UnitLocalizationSpec.TEMP_UNIT_CELSIUS, workspace, log);
        all[count++] = new DiagnosticLogsCluster(logs, stack.time(), workspace);
        all[count++] =
                new SoftwareDiagnosticsCluster(new TableMemory(stack.tables()), stack.events());
        if (wired) {
            all[count++] = new EthernetNetworkDiagnosticsCluster(ports.network);
        }
        all[count++] = time;
        all[count++] = new FixedLabelCluster(0, ports.data, workspace);
        all[count] = new UserLabelCluster(0, UserLabelCluster.MIN_LABELS, workspace, log);
        return all;
    }
}
