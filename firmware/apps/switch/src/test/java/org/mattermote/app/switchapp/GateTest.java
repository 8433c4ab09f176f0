package org.mattermote.app.switchapp;

import org.mattermote.firmware.testkit.AppContract;

class GateTest extends AppContract {
    GateTest() {
        super(SwitchApp.class);
    }
}
